/** What the documentation did not answer, the most asked first, with what it would find today. */

import { useEffect, useState } from "react";

import { tagOf } from "../../shared/when";
import * as api from "../api";
import { useView, useWords, useWork } from "../state";
import { useReading } from "./Documents";
import { Empty } from "./parts";
import { Confidence, Passages, Written } from "./TryQuestion";

const SPANS = ["1d", "7d", "30d", "365d"];

export function Gaps() {
  const { t } = useWords();
  const work = useWork();
  const [since, setSince] = useState("7d");
  const [gaps, again] = useReading(() => api.unanswered(since), [since]);
  const [chosen, choose] = useState<string>();
  const items = gaps.is === "read" ? gaps.value.items : [];
  const most = Math.max(1, ...items.map((item) => item.count));
  const open = items.find((item) => item.question === chosen) ?? items[0];
  return (
    <div className="gaps-page">
      <section className="gaps" aria-label={t.docs.gaps}>
        <div className="g-head">
          <p className="faint tiny">{t.docs.hint}</p>
          <label className="row small">
            <span className="faint">{t.docs.since}</span>
            <select className="field short" value={since} onChange={(event) => setSince(event.target.value)}>
              {SPANS.map((name) => (
                <option key={name} value={name}>
                  {t.docs.spans[name]}
                </option>
              ))}
            </select>
          </label>
        </div>
        {gaps.is === "failed" ? (
          <Empty text={t.failed} act={t.again} run={again} />
        ) : gaps.is === "reading" ? (
          <Empty text={t.loading} />
        ) : items.length === 0 ? (
          <Empty text={t.docs.noGaps} icon="check" />
        ) : (
          <ul>
            {items.map((item) => (
              <li key={item.question}>
                <button type="button" className={`gap${item === open ? " on" : ""}`} aria-pressed={item === open} onClick={() => choose(item.question)}>
                  <span className="q" dir="auto" lang={tagOf(item.locale)}>
                    {item.question}
                  </span>
                  <span className="cost">
                    <span className="drain">
                      <i style={{ inlineSize: `${(100 * item.count) / most}%` }} />
                    </span>
                    <span className="num muted tiny">{t.docs.questions(item.count)}</span>
                  </span>
                  <span className="m">
                    <span>{t.docs.outcome[item.outcome] ?? item.outcome}</span>
                    <span>{item.locale === "zh" ? t.chinese : t.english}</span>
                    <time dateTime={item.last_asked}>{work.at(item.last_asked)}</time>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </section>
      {open && <Gap key={open.question} gap={open} />}
    </div>
  );
}

function Gap({ gap }: { gap: api.Unanswered }) {
  const { t } = useWords();
  const work = useWork();
  const inbox = useView((state) => state.desk.inboxes[0]);
  const [found, put] = useState<api.SearchResponse>();
  useEffect(() => {
    let wanted = true;
    api.search({ query: gap.question, locale: gap.locale, ...(inbox === undefined ? {} : { inbox }), limit: 4 }).then(
      (answer) => wanted && put(answer),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [gap.question, gap.locale, inbox]);
  return (
    <div className="body">
      <header>
        <h2 dir="auto" lang={tagOf(gap.locale)}>
          {gap.question}
        </h2>
        <p className="facts">
          <span>
            <b>{t.docs.questions(gap.count)}</b>
          </span>
          <span>{gap.locale === "zh" ? t.chinese : t.english}</span>
          <span>
            {t.docs.lastAsked} <b>{work.at(gap.last_asked)}</b>
          </span>
          <span>{t.docs.outcome[gap.outcome] ?? gap.outcome}</span>
        </p>
      </header>
      <div className="cols2">
        <section className="panel">
          <h3>{t.docs.asked}</h3>
          <ul className="qs">
            {gap.conversations.map((id, index) => (
              <Asked key={id} id={id} position={index + 1} />
            ))}
          </ul>
        </section>
        <section className="panel">
          <h3>{t.docs.nearest}</h3>
          {found ? (
            <>
              {found.hits[0] && <Written hit={found.hits[0]} />}
              <Confidence found={found} />
              <p className="faint tiny">{t.docs.then(gap.confidence.toFixed(2))}</p>
              <Passages found={found} />
            </>
          ) : (
            <p className="faint">{t.loading}</p>
          )}
        </section>
      </div>
    </div>
  );
}

/** A conversation in which it was asked. */
function Asked({ id, position }: { id: string; position: number }) {
  const { t } = useWords();
  const work = useWork();
  const [item, put] = useState<api.ConversationItem>();
  useEffect(() => {
    let wanted = true;
    api.conversation(id).then(
      (found) => wanted && put(found),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [id]);
  return (
    <li>
      <a
        href={`/console/cases/${id}`}
        dir="auto"
        className="cut"
        {...(item ? { lang: tagOf(item.locale) } : {})}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          work.go({ is: "cases", open: id });
        }}
      >
        {item?.subject || t.docs.conversation(position)}
      </a>
      <span className="faint tiny nowrap">{item && `${t.queue.state[item.state] ?? item.state} · ${work.at(item.updated_at)}`}</span>
    </li>
  );
}
