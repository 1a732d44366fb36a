/** All conversations, read from the server page by page: also those of the assistant, and those that ended. */

import { useEffect, useState } from "react";

import { tagOf } from "../../shared/when";
import * as api from "../api";
import { useView, useWords, useWork } from "../state";
import { Icon } from "./Icon";
import { Empty, Severity } from "./parts";
import { List } from "./Queue";

/** Typing settles for so long before the server is asked, in milliseconds. */
const SETTLE_MS = 200;
/** Rows of one page. */
const PAGE = 50;

/** The pages read so far. */
interface Listed {
  /** For which question. */
  asked: string;
  items: api.ConversationItem[];
  next: string | undefined;
}

/** The first page anew. What was read below it stays: the list must not shrink under the reader because a case changed. */
function withTop(before: Listed | undefined, asked: string, page: api.ConversationPage): Listed {
  const last = page.items.at(-1);
  if (before?.asked !== asked || page.next == null || !last) return { asked, items: page.items, next: page.next ?? undefined };
  const top = new Set(page.items.map((item) => item.id));
  const below = before.items.filter((item) => !top.has(item.id) && Date.parse(item.updated_at) <= Date.parse(last.updated_at));
  return { asked, items: [...page.items, ...below], next: below.length === 0 ? page.next : before.next };
}

/** One page more, unless something else has been asked for meanwhile. */
function withMore(before: Listed, asked: string, page: api.ConversationPage): Listed {
  if (before.asked !== asked) return before;
  const held = new Set(before.items.map((item) => item.id));
  return { asked, items: [...before.items, ...page.items.filter((item) => !held.has(item.id))], next: page.next ?? undefined };
}

export function All() {
  const { t } = useWords();
  const work = useWork();
  const words = useView((state) => state.ui.search);
  const [state, filter] = useState<api.ConversationState | "">("");
  const [list, put] = useState<Listed>();
  const [failed, fail] = useState(false);
  const [round, again] = useState(0);
  // Something changed at the desk: the list may be another.
  const changed = useView((all) => all.desk.items);
  const asked = `${round} ${state} ${words.trim()}`;

  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const page = await api.conversations({ state, q: words.trim(), limit: PAGE }, abort.signal);
        put((before) => withTop(before, asked, page));
        fail(false);
      } catch {
        if (!abort.signal.aborted) fail(true);
      }
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [asked, changed]);

  const { items, next } = list ?? { items: undefined, next: undefined };
  const more = async () => {
    try {
      const page = await api.conversations({ state, q: words.trim(), cursor: next ?? "", limit: PAGE });
      put((before) => before && withMore(before, asked, page));
    } catch {
      fail(true);
    }
  };

  return (
    <>
      <div className="band filter">
        <label>
          <span className="sr">{t.queue.filter}</span>
          <select value={state} onChange={(event) => filter(event.target.value as api.ConversationState | "")}>
            <option value="">{t.queue.allOwners}</option>
            {api.STATES.map((name) => (
              <option key={name} value={name}>
                {t.queue.state[name]}
              </option>
            ))}
          </select>
        </label>
        <button type="button" className="plain" title={t.queue.refresh} aria-label={t.queue.refresh} onClick={() => again(round + 1)}>
          <Icon name="refresh" small />
        </button>
      </div>
      {failed && items === undefined ? (
        <Empty text={t.failed} act={t.again} run={() => again(round + 1)} />
      ) : items === undefined ? (
        <Empty text={t.loading} />
      ) : items.length === 0 ? (
        <Empty text={words.trim() === "" ? t.queue.empty.all : t.queue.nothing} {...(words === "" ? {} : { act: t.queue.clear, run: () => work.store.ui({ search: "" }) })} />
      ) : (
        <>
          <List ids={items.map((item) => item.id)} label={t.queue.listAll}>
            {items.map((item, index) => (
              <ListedRow key={item.id} item={item} position={index + 1} size={next === undefined ? items.length : -1} />
            ))}
          </List>
          {(next !== undefined || failed) && (
            <div className="q-foot">
              {failed && (
                <p className="faint tiny" role="alert">
                  {t.failed}
                </p>
              )}
              <button type="button" className="btn" onClick={() => (failed ? again(round + 1) : void more())}>
                {failed ? t.again : t.queue.page}
              </button>
            </div>
          )}
        </>
      )}
    </>
  );
}

function ListedRow({ item, position, size }: { item: api.ConversationItem; position: number; size: number }) {
  const { t, language } = useWords();
  const work = useWork();
  const open = useView((state) => state.ui.page.is === "cases" && state.ui.page.open === item.id);
  const active = useView((state) => state.ui.row === item.id);
  const why = [
    t.queue.state[item.state] ?? item.state,
    item.severity ? t.severity[item.severity] : undefined,
    item.locale === language ? undefined : item.locale === "zh" ? t.chinese : t.english,
  ].filter((part) => part !== undefined);
  return (
    <div
      id={`row-${item.id}`}
      role="option"
      aria-selected={open}
      aria-posinset={position}
      aria-setsize={size}
      className={`item${open ? " on" : ""}${active ? " active" : ""}`}
      onClick={() => work.go({ is: "cases", open: item.id })}
    >
      {item.severity ? <Severity level={item.severity} named /> : <span className="sev none" aria-hidden="true" />}
      <span className={`subj cut${item.subject ? "" : " faint"}`} dir="auto" lang={tagOf(item.locale)} title={item.subject ?? ""}>
        {item.subject || t.queue.noSubject}
      </span>
      <time className="clock faint" dateTime={item.updated_at}>
        {work.at(item.updated_at)}
      </time>
      <span className="why">
        <span className="cut">
          {why.join(" · ")}
          {item.contact_name && (
            <>
              {" · "}
              <bdi>{item.contact_name}</bdi>
            </>
          )}
        </span>
      </span>
    </div>
  );
}
