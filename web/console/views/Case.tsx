/** One case: what was promised, what is wrong, what was said, what helps. */

import { useEffect, useState } from "react";

import { newest } from "../../shared/log";
import { tagOf } from "../../shared/when";
import { resolveOrAsk, toggleContactView } from "../acts";
import * as api from "../api";
import type { Facts } from "../case";
import { claimOf, factsOf } from "../case";
import { NOT_FOLLOWED } from "../desk";
import { factsIn, useView, useWords, useWork } from "../state";
import { Composer } from "./Composer";
import { ContactStrip, useTold } from "./ContactView";
import { Dossier } from "./Dossier";
import { Icon } from "./Icon";
import { Empty, Keys, Severity, Tier, useTick } from "./parts";
import { Promises } from "./Promises";
import { Side } from "./Side";
import { Talk } from "./Talk";

/** Where no case is open. */
export function NoCase() {
  const { t } = useWords();
  const work = useWork();
  return (
    <div className="no-case">
      <Icon name="inbox" />
      <p>{t.case.none}</p>
      <p className="faint">
        <Keys of="claimNext" /> {t.case.noneHint}
      </p>
      <button type="button" className="btn" onClick={() => void work.claimNext()}>
        {t.queue.claimNext}
      </button>
    </div>
  );
}

/** What is known of a case that has left the desk. */
function useListed(id: string): { item: api.ConversationItem | undefined; missing: boolean } {
  const known = useView((state) => state.desk.items.has(id));
  const [found, put] = useState<{ id: string; item?: api.ConversationItem }>();
  useEffect(() => {
    if (known) return;
    let wanted = true;
    api.conversation(id).then(
      (item) => wanted && put({ id, item }),
      (error: unknown) => wanted && error instanceof api.Refused && (error.status === 404 || error.status === 400) && put({ id }),
    );
    return () => {
      wanted = false;
    };
  }, [id, known]);
  const mine = found?.id === id ? found : undefined;
  return { item: mine?.item, missing: !known && mine !== undefined && mine.item === undefined };
}

export function CaseView({ id }: { id: string }) {
  const { t } = useWords();
  const work = useWork();
  const followed = useView((state) => state.desk.followed.get(id) ?? NOT_FOLLOWED);
  const facts = useView((state) => factsIn(state.desk, id));
  const item = useView((state) => state.desk.items.get(id));
  const tab = useView((state) => state.ui.tab);
  const { item: listed, missing } = useListed(id);
  const me = useView((state) => state.desk.me?.id);
  const contactView = useView((state) => state.ui.contactView);
  const told = useTold(id, contactView, newest(followed.log));
  if (missing) return <Empty text={t.case.missing} act={t.case.back} run={() => work.go({ is: "cases" })} />;
  const firstWords = followed.log.events.find((event) => event.kind === "message");
  const said = firstWords?.kind === "message" ? (firstWords.body.text ?? undefined) : undefined;
  const subject = item?.subject || listed?.subject || facts?.dossier?.problem || said?.slice(0, 120) || t.queue.noSubject;
  const severity = facts?.severity ?? item?.severity ?? listed?.severity ?? undefined;
  const locale = facts?.locale ?? item?.locale ?? listed?.locale;
  const claim = facts && claimOf(facts, me);
  const shown = contactView ? (told.events ?? []) : followed.log.events;
  const seen = contactView ? told.events && factsOf(told.events) : facts;
  return (
    <div className={`case tab-${tab}`}>
      <Head id={id} subject={subject} severity={severity} locale={locale} facts={facts} claim={claim} />
      {facts && <Promises facts={seen ?? facts} />}
      <Tabs />
      {contactView && <ContactStrip told={told} />}
      <div className="cols">
        <Dossier id={id} facts={seen} caughtUp={followed.caughtUp && seen !== undefined} />
        <section className="talk" aria-label={t.talk.title}>
          <h2 className="sr">{t.talk.title}</h2>
          <Talk key={id} id={id} followed={followed} events={shown} contactView={contactView} facts={facts} name={item?.contact_name ?? listed?.contact_name ?? facts?.contact.name ?? undefined} />
          {!contactView && <Composer key={`composer-${id}`} id={id} facts={facts} claim={claim} />}
        </section>
        <Side id={id} facts={facts} item={item} listed={listed} />
      </div>
    </div>
  );
}

interface HeadOf {
  id: string;
  subject: string;
  severity: number | undefined;
  locale: string | undefined;
  facts: Facts | undefined;
  claim: number | undefined;
}

function Head({ id, subject, severity, locale, facts, claim }: HeadOf) {
  const { t } = useWords();
  const work = useWork();
  const contactView = useView((state) => state.ui.contactView);
  const ended = facts?.owner.is === "resolved" || facts?.owner.is === "closed";
  const taken = facts?.owner.is === "agent";
  return (
    <header className="c-head">
      <button type="button" className="btn quiet icon back" aria-label={t.case.back} onClick={() => work.go({ is: "cases" })}>
        <Icon name="left" />
      </button>
      {severity !== undefined && <Severity level={severity} named />}
      <h1 className="cut" dir="auto" lang={tagOf(locale === "zh" ? "zh" : "en")} title={subject}>
        {subject}
      </h1>
      {facts && <Tier tier={facts.tier} />}
      {facts && <OwnerTag id={id} facts={facts} />}
      <span className="grow" />
      <button
        type="button"
        className={`btn quiet icon${contactView ? " on" : ""}`}
        aria-pressed={contactView}
        aria-label={t.case.contactView}
        title={t.case.contactView}
        onClick={() => toggleContactView(work)}
      >
        <Icon name="eye" />
      </button>
      <button type="button" className="btn quiet icon drawer-button" aria-label={t.side.title} title={t.side.title} onClick={() => work.store.ui({ drawer: true })}>
        <Icon name="panel" />
      </button>
      {claim !== undefined && (
        <>
          <button type="button" className="btn quiet wide" onClick={() => work.store.ui({ dialog: "release" })}>
            {t.case.release} <Keys of="release" />
          </button>
          <button type="button" className="btn quiet" onClick={() => work.store.ui({ dialog: "transfer" })}>
            {t.case.transfer} <Keys of="transfer" />
          </button>
          <button type="button" className="btn main" onClick={() => resolveOrAsk(work, id)}>
            {t.case.resolve} <Keys of="resolve" />
          </button>
        </>
      )}
      {facts && claim === undefined && !ended && !taken && (
        <button type="button" className="btn main" onClick={() => void work.claim(id)}>
          {t.case.claim} <Keys of="claim" />
        </button>
      )}
    </header>
  );
}

function OwnerTag({ id, facts }: { id: string; facts: Facts }) {
  const { t } = useWords();
  const work = useWork();
  const me = useView((state) => state.desk.me?.id);
  const until = useView((state) => state.desk.followed.get(id)?.agentTypesUntil ?? 0);
  const typing = useTick((now) => until > now && !work.isTyping(id));
  const { owner } = facts;
  if (owner.is === "agent" && owner.id !== me && typing)
    return (
      <span className="tag amber">
        <Icon name="edit" small />
        {t.case.typing(owner.name)}
      </span>
    );
  switch (owner.is) {
    case "bot":
      return <span className="tag line">{t.case.withBot}</span>;
    case "waiting":
      return <span className="tag">{t.case.waiting}</span>;
    case "agent":
      return owner.id === me ? (
        <span className="tag pine">{t.case.ownedByYou}</span>
      ) : (
        <span className="tag">
          <Icon name="lock" small />
          {t.case.ownedBy(owner.name || t.agentSomebody)}
        </span>
      );
    case "resolved":
      return (
        <span className={owner.how === "confirmed" ? "tag pine" : "tag line"}>
          <Icon name={owner.how === "assumed" ? "clock" : owner.how === "agent" ? "person" : "check"} small />
          {owner.how === "confirmed" ? t.case.confirmed : owner.how === "assumed" ? t.case.assumed : t.case.byAgent}
        </span>
      );
    case "closed":
      return <span className="tag line">{t.case.closed}</span>;
  }
}

/** On a phone one column at a time. */
function Tabs() {
  const { t } = useWords();
  const work = useWork();
  const tab = useView((state) => state.ui.tab);
  return (
    <div className="seg" role="group" aria-label={t.case.tabsLabel}>
      {(["dossier", "talk", "more"] as const).map((name) => (
        <button key={name} type="button" aria-pressed={tab === name} className={tab === name ? "on" : ""} onClick={() => work.store.ui({ tab: name })}>
          {t.case.tabs[name]}
        </button>
      ))}
    </div>
  );
}

