/** What was said, in order, and the reply being written. It stays where the reader left it. */

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";

import type { Event } from "../../shared/wire";
import type { Facts } from "../case";
import type { Followed } from "../desk";
import { drawnForUser, endsOf, entriesOf, type Entry, feedbackOf } from "../story";
import { useView, useWords, useWork } from "../state";
import { BotDraft, Line, NoteEntry, Pending, Said } from "./Entry";
import { Icon } from "./Icon";
import { useTick } from "./parts";

/** Entries drawn at first: a few screens. */
const SHOWN = 60;
/** So near to the end counts as being there, in pixels. */
const NEAR_PX = 48;

interface TalkOf {
  id: string;
  followed: Followed;
  /** What is drawn: all that happened, or what the user was told of it. */
  events: readonly Event[];
  /** Where the user was told: what is not told yet is left out. */
  contactView: boolean;
  facts: Facts | undefined;
  name: string | undefined;
}

export function Talk({ id, followed, events, contactView, facts, name }: TalkOf) {
  const { t } = useWords();
  const work = useWork();
  const outbox = useView((state) => state.outbox);
  const { draft } = followed.log;
  const entries = useMemo(() => entriesOf(contactView ? drawnForUser(events) : events), [events, contactView]);
  const feedback = useMemo(() => feedbackOf(events), [events]);
  const ends = useMemo(() => endsOf(events), [events]);
  const [all, showAll] = useState(false);
  const log = useRef<HTMLDivElement>(null);
  const stays = useRef(true);
  const [below, setBelow] = useState(0);
  const counted = useRef(0);

  const shown = all ? entries : entries.slice(-SHOWN);
  const hidden = entries.length - shown.length;
  const first = events[0]?.seq ?? 1;
  const sent = new Set(events.flatMap((event) => (event.kind === "message" && event.body.client_id ? [event.body.client_id] : [])));
  const pending = (contactView ? [] : outbox).flatMap((frame) => ((frame.type === "reply" || frame.type === "note") && frame.conversation === id && !sent.has(frame.client_id) ? [frame] : []));
  const called = name ?? facts?.contact.name ?? t.user;

  const newest = events.at(-1)?.seq ?? 0;

  useLayoutEffect(() => {
    const pane = log.current;
    if (!pane) return;
    const grown = entries.filter((entry) => lastOf(entry) > counted.current).length;
    counted.current = Math.max(counted.current, newest);
    if (stays.current) pane.scrollTop = pane.scrollHeight;
    else if (grown > 0) setBelow((count) => count + grown);
  }, [newest, draft, pending.length, followed.caughtUp]);

  // The pane changes its height with the composer under it.
  useEffect(() => {
    const pane = log.current;
    if (!pane) return;
    const observer = new ResizeObserver(() => {
      if (stays.current) pane.scrollTop = pane.scrollHeight;
    });
    observer.observe(pane);
    return () => observer.disconnect();
  }, []);

  const scrolled = () => {
    const pane = log.current;
    if (!pane) return;
    stays.current = pane.scrollHeight - pane.scrollTop - pane.clientHeight < NEAR_PX;
    if (stays.current) setBelow(0);
  };
  const toEnd = () => {
    stays.current = true;
    setBelow(0);
    if (log.current) log.current.scrollTop = log.current.scrollHeight;
  };

  return (
    <>
      <div className="log" ref={log} role="log" aria-label={t.talk.title} aria-busy={!followed.caughtUp} tabIndex={0} onScroll={scrolled}>
        <div className="log-in">
          {first > 1 && !contactView && (
            <button type="button" className="sep-button" onClick={() => void work.older(id)}>
              <span className="sep">{t.talk.older}</span>
            </button>
          )}
          {hidden > 0 && <Earlier entries={entries.slice(0, hidden)} show={() => showAll(true)} />}
          {followed.caughtUp && !contactView && entries.length === 0 && <p className="faint">{t.talk.empty}</p>}
          {shown.map((entry) =>
            entry.is === "message" ? (
              <Said key={entry.event.seq} event={entry.event} name={called} followed={followed} lastUserSeq={facts?.lastUserSeq ?? 0} feedback={feedback} ends={ends} />
            ) : entry.is === "note" ? (
              <NoteEntry key={entry.event.seq} event={entry.event} />
            ) : (
              <Line key={entry.events[0]!.seq} events={entry.events} />
            ),
          )}
          {draft && <BotDraft draft={draft} />}
          {pending.map((frame) => (
            <Pending key={frame.client_id} text={frame.text} note={frame.type === "note"} />
          ))}
          <Types until={followed.userTypesUntil} name={called} />
        </div>
      </div>
      {below > 0 && (
        <button type="button" className="btn below" onClick={toEnd}>
          <Icon name="down" small />
          {t.talk.below(below)}
        </button>
      )}
    </>
  );
}

/** The newest event of an entry. */
function lastOf(entry: Entry): number {
  return (entry.is === "line" ? entry.events.at(-1) : entry.event)?.seq ?? 0;
}

function Earlier({ entries, show }: { entries: readonly Entry[]; show: () => void }) {
  const { t } = useWords();
  const messages = entries.filter((entry) => entry.is === "message");
  const answers = messages.filter((entry) => entry.is === "message" && entry.event.body.author.role === "bot").length;
  return (
    <button type="button" className="sep-button" onClick={show}>
      <span className="sep">
        {t.talk.earlier(messages.length, answers)} <Icon name="down" small />
      </span>
    </button>
  );
}

function Types({ until, name }: { until: number; name: string }) {
  const { t } = useWords();
  const types = useTick((now) => until > now);
  return (
    <p className="types faint" role="status">
      {types ? t.talk.types(name) : ""}
    </p>
  );
}
