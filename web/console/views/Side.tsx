/** Beside the case: who asks, which documents help, how bad it is, who is there. */

import { useEffect, useRef, useState } from "react";

import type { QueueItem } from "../../shared/wire";
import { insertLink } from "../acts";
import * as api from "../api";
import { claimOf, type Facts } from "../case";
import { placeOf } from "../place";
import { useView, useWords, useWork } from "../state";
import { whyOf } from "../why";
import { Icon } from "./Icon";
import { Related } from "./Related";
import { correctedBy, DocLink, Face, Keys, Severity, useTick } from "./parts";

/** Typing settles for so long before the server is asked, in milliseconds. */
const SETTLE_MS = 180;
/** Documents shown. */
const HITS_MAX = 6;

interface SideOf {
  id: string;
  facts: Facts | undefined;
  item: QueueItem | undefined;
  listed: api.ConversationItem | undefined;
}

export function Side({ id, facts, item, listed }: SideOf) {
  const { t } = useWords();
  const work = useWork();
  const drawer = useView((state) => state.ui.drawer);
  const me = useView((state) => state.desk.me?.id);
  const mine = facts !== undefined && claimOf(facts, me) !== undefined;
  return (
    <>
      {drawer && <div className="veil" onClick={() => work.store.ui({ drawer: false })} />}
      <aside className={`side${drawer ? " open" : ""}`} aria-label={t.side.title} tabIndex={0}>
        <button type="button" className="btn quiet icon drawer-close" aria-label={t.close} onClick={() => work.store.ui({ drawer: false })}>
          <Icon name="close" />
        </button>
        <h2 className="sr">{t.side.title}</h2>
        <Contact facts={facts} item={item} name={facts?.contact.name ?? item?.contact_name ?? listed?.contact_name ?? undefined} />
        {item && <WhyNext item={item} />}
        <Documents id={id} inbox={facts?.inbox ?? item?.inbox} locale={facts?.locale} start={facts?.dossier?.problem ?? undefined} />
        <Related id={id} version={facts?.dossier?.version ?? 0} />
        <section>
          <h3>
            {t.side.severity}
            <button type="button" className="btn quiet small-btn" disabled={facts?.owner.is === "closed"} onClick={() => work.store.ui({ dialog: "severity" })}>
              {t.side.change} <Keys of="severity" />
            </button>
          </h3>
          {facts?.severity !== undefined && <Judged severity={facts.severity} facts={facts} />}
        </section>
        {mine && (
          <section className="row acts">
            <button type="button" className="btn" onClick={() => work.store.ui({ dialog: "release" })}>
              {t.case.release} <Keys of="release" />
            </button>
          </section>
        )}
        <People owner={facts?.owner.is === "agent" ? facts.owner.id : undefined} />
        <CaseNumber id={id} />
      </aside>
    </>
  );
}

/** How bad, and the words that show it: those of the user, or of whoever corrected it; about what, and of which product. */
function Judged({ severity, facts }: { severity: number; facts: Facts }) {
  const { t } = useWords();
  const { corrected, corrections, reasons } = facts;
  const about = (["topic", "product"] as const).flatMap((name) => (facts[name] ? [{ name, value: facts[name], by: corrections[name] }] : []));
  return (
    <>
      <div className="row">
        <Severity level={severity} named />
        <span>{t.severityLong[severity]}</span>
      </div>
      <p className="muted tiny under wrap" dir="auto">
        {corrected ? correctedBy(corrected, t) : reasons.map((reason) => `“${reason}”`).join(" · ")}
      </p>
      {about.length > 0 && (
        <dl className="kv tiny">
          {about.map(({ name, value, by }) => (
            <div key={name}>
              <dt>{t.side[name]}</dt>
              <dd>
                <bdi>{value}</bdi>
                {by && <span className="faint wrap" dir="auto">{` · ${correctedBy(by, t)}`}</span>}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

/** Why the case stands where it stands in this agent's queue. */
function WhyNext({ item }: { item: QueueItem }) {
  const { t } = useWords();
  const work = useWork();
  const said = useTick((now) => whyOf(item.why ?? [], t, work.at, now).join("\n"));
  if (item.state !== "waiting" || said === "") return null;
  return (
    <section>
      <h3>{t.why.title}</h3>
      <ul className="plain-list tiny reasons">
        {said.split("\n").map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </section>
  );
}

function Contact({ facts, item, name }: { facts: Facts | undefined; item: QueueItem | undefined; name: string | undefined }) {
  const { t } = useWords();
  const contact = facts?.contact ?? {};
  const context = Object.entries(facts?.context ?? {});
  return (
    <section>
      <h3>{t.side.contact}</h3>
      <div className="row">
        <Face name={name ?? "?"} />
        <div className="grow">
          <div className="b wrap" dir="auto">
            {name ?? t.side.unnamed}
          </div>
        </div>
      </div>
      <p className="muted tiny under">
        {facts && (facts.locale === "zh" ? t.chinese : t.english)}
        {facts?.mood && t.side.moods[facts.mood] && ` · ${t.side.moods[facts.mood]}`}
        {item && (
          <>
            {" · "}
            <span className={item.present ? "dot" : "dot away"} aria-hidden="true" /> {item.present ? t.side.there : t.side.away}
          </>
        )}
      </p>
      <dl className="kv tiny">
        {contact.email && (
          <div>
            <dt>{t.side.mail}</dt>
            <dd>
              <a href={`mailto:${encodeURIComponent(contact.email).replace("%40", "@")}`}>{contact.email}</a>
            </dd>
          </div>
        )}
        {contact.phone && (
          <div>
            <dt>{t.side.phone}</dt>
            <dd>
              <bdi>{contact.phone}</bdi>
              {contact.callback && `${t.comma}${t.side.callback}`}
            </dd>
          </div>
        )}
        {context.map(([key, value]) => (
          <div key={key}>
            <dt>{t.dossier.facts[key] ?? key}</dt>
            <dd>
              <bdi className="value">{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Finds documents: those about the problem until something is typed. */
function Documents({ id, inbox, locale, start }: { id: string; inbox: string | undefined; locale: string | undefined; start: string | undefined }) {
  const { t } = useWords();
  const work = useWork();
  const [words, type] = useState("");
  const [hits, put] = useState<api.SearchHit[]>();
  const [failed, fail] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const query = words.trim() || start?.slice(0, 500) || "";
  useEffect(() => {
    if (query === "" || inbox === undefined) return put(undefined);
    const abort = new AbortController();
    const timer = setTimeout(() => {
      api.search({ query, inbox, ...(locale ? { locale } : {}), limit: HITS_MAX }, abort.signal).then(
        (found) => {
          put(found.hits);
          fail(false);
        },
        () => !abort.signal.aborted && fail(true),
      );
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [query, inbox, locale]);
  const insert = (hit: api.SearchHit) => {
    insertLink(work, id, placeOf(hit), hit.url);
  };
  return (
    <section>
      <h3>{t.side.documents}</h3>
      <div className="seek">
        <Icon name="search" small />
        <input
          ref={field}
          id="find"
          type="search"
          aria-label={t.side.find}
          placeholder={t.side.find}
          value={words}
          maxLength={500}
          autoComplete="off"
          onChange={(event) => type(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && hits?.[0]) insert(hits[0]);
          }}
        />
        <Keys of="insert" />
      </div>
      <ul className="list hits-list">
        {failed && <li className="faint whole">{t.failed}</li>}
        {!failed && hits?.length === 0 && <li className="faint whole">{t.side.noHits}</li>}
        {hits?.map((hit) => (
          <li key={`${hit.doc}#${hit.section}`}>
            <span className="c-blue">
              <Icon name="doc" small />
            </span>
            <span>
              <DocLink url={hit.url} title={hit.title} />
              {hit.heading && hit.heading !== hit.title && (
                <span className="under-title faint tiny" dir="auto">
                  {hit.heading}
                </span>
              )}
            </span>
            <button type="button" className="plain" aria-label={t.side.insert(placeOf(hit))} title={t.side.insert(placeOf(hit))} onClick={() => insert(hit)}>
              <Icon name="plus" small />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function People({ owner }: { owner: string | undefined }) {
  const { t } = useWords();
  const agents = useView((state) => state.desk.agents);
  const me = useView((state) => state.desk.me?.id);
  const list = [...agents.values()].sort((a, b) => (b.online ? 1 : 0) - (a.online ? 1 : 0) || a.name.localeCompare(b.name));
  if (list.length === 0) return null;
  return (
    <section>
      <h3>{t.side.people}</h3>
      <ul className="people">
        {list.slice(0, 30).map((agent) => (
          <li key={agent.id}>
            <span className={agent.online ? "dot" : "dot away"} aria-hidden="true" />
            <span className={`cut${agent.id === owner ? " b" : ""}`} dir="auto">
              {agent.name}
              {agent.id === me && ` · ${t.you}`}
            </span>
            <span className="faint">{agent.online ? t.side.online : t.side.offline}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function CaseNumber({ id }: { id: string }) {
  const { t } = useWords();
  const work = useWork();
  const copy = () =>
    void navigator.clipboard?.writeText(id).then(
      () => work.say({ tone: "good", text: t.side.copied }),
      () => undefined,
    );
  return (
    <section>
      <h3>{t.side.number}</h3>
      <div className="row top">
        <code className="grow wrap tiny">{id}</code>
        <button type="button" className="plain" aria-label={t.side.copy} title={t.side.copy} onClick={copy}>
          <Icon name="copy" small />
        </button>
      </div>
    </section>
  );
}
