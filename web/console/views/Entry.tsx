/** One entry of the transcript. A dotted line: a machine speaks. A solid one: a person. None: the user. */

import { memo } from "react";

import type { Draft } from "../../shared/log";
import type { Answer, Event, TurnOutcome } from "../../shared/wire";
import type { Followed } from "../desk";
import { placeOf } from "../place";
import { outcomeOf, tell } from "../story";
import { useView, useWords, useWork } from "../state";
import { Icon } from "./Icon";
import { Blocks, DocLink } from "./parts";

/** Sources listed under an answer; the rest stand behind their numbers. */
const SOURCES_MAX = 6;

interface SaidOf {
  event: Extract<Event, { kind: "message" }>;
  name: string;
  followed: Followed;
  lastUserSeq: number;
  feedback: ReadonlyMap<string, boolean>;
  ends: ReadonlyMap<string, TurnOutcome>;
}

export function Said({ event, name, followed, lastUserSeq, feedback, ends }: SaidOf) {
  const { author, reply } = event.body;
  switch (author.role) {
    case "user":
      return <FromUser event={event} name={name} />;
    case "bot":
      return <FromBot event={event} over={reply ? followed.log.ended.has(reply) : true} end={reply ? ends.get(reply) : undefined} solved={reply ? feedback.get(reply) : undefined} />;
    case "agent":
      // Whoever answers has read what stood before.
      return <FromAgent event={event} read={followed.readByUser >= event.seq || lastUserSeq > event.seq} />;
  }
}

const FromUser = memo(function FromUser({ event, name }: { event: SaidOf["event"]; name: string }) {
  const { t } = useWords();
  const work = useWork();
  const contactView = useView((state) => state.ui.contactView);
  const { blocks, text } = event.body;
  return (
    <article className="entry me" id={`e-${event.seq}`} tabIndex={-1}>
      <div className="who">
        <b dir="auto">{name}</b>
        <span>
          <time dateTime={event.at}>{work.at(event.at)}</time>
          {!contactView && ` · #${event.seq}`}
        </span>
      </div>
      <div className="txt">{blocks ? <Blocks blocks={blocks} /> : <p dir="auto">{text ?? t.erased}</p>}</div>
    </article>
  );
});

/** `over`: the turn has ended, so that an interim answer was the answer; `end`: how. */
const FromBot = memo(function FromBot({ event, over, end, solved }: { event: SaidOf["event"]; over: boolean; end: TurnOutcome | undefined; solved: boolean | undefined }) {
  const { t } = useWords();
  const work = useWork();
  const contactView = useView((state) => state.ui.contactView);
  const { blocks, text, answer } = event.body;
  const citations = answer?.citations ?? [];
  // What came of an answer is said to agents; the user is shown a card at most.
  const judged = [
    answer ? outcomeOf(answer, end, t) : undefined,
    answer?.offer ? t.talk.offered : undefined,
    solved === undefined ? undefined : solved ? t.talk.solvedYes : t.talk.solvedNo,
  ];
  const facts = [
    citations.length > 0 ? t.talk.sources(citations.length) : undefined,
    answer ? modeOf(answer, over, t) : undefined,
    answer?.cut ? t.talk.cut : undefined,
    ...(contactView ? [] : judged),
  ].filter((fact) => fact !== undefined);
  return (
    <article className="entry voice" id={`e-${event.seq}`} tabIndex={-1}>
      <div className="who">
        <b>{t.assistant}</b>
        <span>
          {answer?.mode === "llm" && `${t.talk.aside} · `}
          <time dateTime={event.at}>{work.at(event.at)}</time>
          {facts.map((fact) => ` · ${fact}`).join("")}
        </span>
      </div>
      <div className={answer?.mode === "extractive" ? "quoted" : ""}>{blocks ? <Blocks blocks={blocks} citations={citations} /> : <p dir="auto">{text ?? t.erased}</p>}</div>
      {citations.length > 0 && <Sources citations={citations} />}
    </article>
  );
});

function modeOf(answer: Answer, over: boolean, t: ReturnType<typeof useWords>["t"]): string {
  return answer.final || over ? t.talk.mode[answer.mode] : t.talk.interim;
}

function Sources({ citations }: { citations: Answer["citations"] }) {
  const { t } = useWords();
  return (
    <ul className="from">
      {citations.slice(0, SOURCES_MAX).map((citation) => (
        <li key={citation.n}>
          <span className="cite" aria-hidden="true">
            {citation.n}
          </span>
          <DocLink url={citation.url} title={placeOf(citation)} />
        </li>
      ))}
      {citations.length > SOURCES_MAX && <li className="faint">{t.talk.sources(citations.length)}</li>}
    </ul>
  );
}

function FromAgent({ event, read }: { event: SaidOf["event"]; read: boolean }) {
  const { t } = useWords();
  const work = useWork();
  const me = useView((state) => state.desk.me?.id);
  const { author, blocks, text } = event.body;
  const own = author.id != null && author.id === me;
  return (
    <article className="entry voice person" id={`e-${event.seq}`} tabIndex={-1}>
      <div className="who">
        <b dir="auto">{own ? t.you : (author.name ?? t.agentSomebody)}</b>
        <span className="state">
          <time dateTime={event.at}>{work.at(event.at)}</time> · <Icon name={read ? "checks" : "check"} small />
          {read ? t.talk.read : t.talk.saved}
        </span>
      </div>
      {blocks ? <Blocks blocks={blocks} /> : <p dir="auto">{text ?? t.erased}</p>}
    </article>
  );
}

export function NoteEntry({ event }: { event: Extract<Event, { kind: "note" }> }) {
  const { t } = useWords();
  const work = useWork();
  const me = useView((state) => state.desk.me?.id);
  const { author, text } = event.body;
  return (
    <article className="entry note" id={`e-${event.seq}`} tabIndex={-1}>
      <div className="who">
        <Icon name="lock" small />
        <b dir="auto">{author.id != null && author.id === me ? t.you : (author.name ?? t.agentSomebody)}</b>
        <span>
          <time dateTime={event.at}>{work.at(event.at)}</time> · {t.talk.onlyAgents}
        </span>
      </div>
      <p className="written" dir="auto">
        {text ?? t.erased}
      </p>
    </article>
  );
}

/** Words that wait for the server. */
export function Pending({ text, note }: { text: string; note: boolean }) {
  const { t } = useWords();
  const open = useView((state) => state.line.phase.is === "open");
  return (
    <article className={`entry pending ${note ? "note" : "voice person"}`}>
      <div className="who">
        {note && <Icon name="lock" small />}
        <b>{t.you}</b>
        <span>
          {open ? t.talk.sending : t.talk.waiting}
          {note && ` · ${t.talk.onlyAgents}`}
        </span>
      </div>
      <p className="written" dir="auto">
        {text}
      </p>
    </article>
  );
}

/** What the assistant is writing to the user at this moment. */
export function BotDraft({ draft }: { draft: Draft }) {
  const { t } = useWords();
  return (
    <article className="entry voice" aria-busy="true">
      <div className="who">
        <b>{t.assistant}</b>
        <span>
          {t.talk.aside} · {t.talk.writes}
        </span>
      </div>
      <Blocks blocks={draft.blocks} citations={draft.citations} />
    </article>
  );
}

/** What happened between two messages, on one thin line. */
export function Line({ events }: { events: readonly Event[] }) {
  const { t } = useWords();
  const work = useWork();
  const me = useView((state) => state.desk.me?.id);
  const agents = useView((state) => state.desk.agents);
  const toUser = useView((state) => state.ui.contactView);
  const teller = { t, me, nameOf: (id: string) => agents.get(id)?.name, at: work.at, toUser };
  return (
    <div className="sep happened">
      <ul>
        {events.map((event, index) => {
          const at = work.at(event.at);
          // A time is said once for what happened in the same minute.
          const said = index > 0 && work.at(events[index - 1]!.at) === at;
          return (
            <li key={event.seq} id={`e-${event.seq}`} className="entry" tabIndex={-1}>
              <time dateTime={event.at} className={said ? "sr" : ""}>
                {at}
              </time>{" "}
              <span dir="auto">{tell(event, teller)}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
