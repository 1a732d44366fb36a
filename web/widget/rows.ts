/** What the log shows, as a flat list of keyed rows. Pure: the same state gives the same rows, so that the view touches only what changed. */

import type { Block, Citation, Dossier, ErrorCode, Event, Mode, Notice, Suggestion } from "../shared/wire";
import type { Link } from "./core";
import type { State } from "./fold";
import { addressOf, dossierOf, isOpen, type Standing, toldBy } from "./standing";

/** How far a message of the contact has come. */
export type Mark = "sending" | "kept" | "held" | "saved" | "read" | "refused" | "none";

/** A line between messages: what happened, not what was said. `time` in milliseconds since 1970. */
export type Happened =
  | { say: "joined" | "resolvedBy"; time: number; name: string }
  /** A person has answered: `late` is how long after the promised time, below 0 before it, in milliseconds. */
  | { say: "answered"; time: number; late: number }
  | { say: "passedOn" | "newTime" | "confirmedAt" | "closedAt"; time: number }
  | { say: "rated"; score: number }
  | { say: "released" | "transferred" | "reopened" | "assumedAt" | "stopped" | "notYet" | "willPassOn" };

/** One row of the log. `key` names it for as long as it lives; `seq` is its event, 0 where it has none yet. */
export type Row = { key: string; seq: number } & (
  | { kind: "home"; greeting: string | undefined }
  | { kind: "notice"; notice: Notice }
  | { kind: "said"; text: string; at: number; mark: Mark; clientId: string | undefined; correction: boolean; first: boolean; again: number | undefined; refused: ErrorCode | undefined }
  | { kind: "found"; label: "inDocumentation" | "nearest" | "meanwhile"; reply: string; items: readonly Suggestion[]; ms: number | undefined }
  | { kind: "answer"; reply: string; stage: "looking" | "writing" | "broken" | "interim" | "done"; mode: Mode; at: number; cut: boolean; blocks: readonly Block[]; citations: readonly Citation[]; text: string }
  | { kind: "person"; name: string; at: number; blocks: readonly Block[]; text: string }
  | { kind: "line"; line: Happened }
  | { kind: "solved"; reply: string | undefined; name: string | undefined; busy: boolean }
  | { kind: "choices"; choices: readonly string[] }
  | { kind: "offer"; by: number | undefined; busy: boolean }
  | { kind: "promise"; since: number; by: number | undefined; missed: number | undefined; ahead: number | undefined; open: boolean; tick: number; busy: boolean }
  /** `live`: it can be corrected. */
  | { kind: "dossier"; dossier: Dossier; live: boolean }
  | { kind: "address"; given: string | undefined; open: boolean; busy: boolean }
  | { kind: "rating"; end: string; reopens: boolean; busy: boolean }
  | { kind: "trouble"; clientId: string; refused: ErrorCode }
  | { kind: "link"; link: Link["is"]; code: number; retryAt: number | undefined }
  | { kind: "renewed" }
);

/** What only this tab knows. */
export interface Local {
  /** Keys of cards that were folded away. */
  folded: ReadonlySet<string>;
  /** The end that shall not be rated. */
  skipped: string | undefined;
  /** The reader wants a new conversation: the old one is not shown. */
  fresh: boolean;
  link: Link;
  renewed: boolean;
  /** The browser keeps what was typed. */
  lasting: boolean;
}

const ms = (at: string) => Date.parse(at);
/** A promise is drawn anew this often while somebody waits. */
export const TICK_MS = 10_000;

/** One empty list for all, so that rows which have nothing stay the same. */
const NONE: readonly never[] = [];

/** What most of the reader's words have in common. */
const SAID = { kind: "said", mark: "none", clientId: undefined, correction: false, first: false, again: undefined, refused: undefined } as const;

/** Returns the rows of the log, oldest first. */
export function rowsOf(state: State, standing: Standing, local: Local, now: number): Row[] {
  const events = local.fresh ? [] : state.log.events;
  const rows: Row[] = [];
  const asked = new Asked(events);
  /** The time that is promised and not yet kept: only a person's words keep it. */
  let owed: number | undefined;
  for (const event of events) {
    const at = ms(event.at);
    const base = { key: `e${event.seq}`, seq: event.seq };
    const line = (line: Happened) => rows.push({ ...base, kind: "line", line });
    switch (event.kind) {
      case "message":
        message(rows, event, event.body, state);
        if (event.body.author.role === "agent" && owed !== undefined) {
          rows.push({ key: `k${event.seq}`, seq: event.seq, kind: "line", line: { say: "answered", time: at, late: at - owed } });
          owed = undefined;
        }
        break;
      case "suggested": {
        const { reply, items } = event.body;
        // An older turn's list has done its work; the answer's sources stay.
        if (items.length > 0 && reply === asked.newest) rows.push({ key: `f:${reply}`, seq: event.seq, kind: "found", reply, items, label: asked.label(reply, standing), ms: asked.times.get(reply) });
        break;
      }
      case "turn_ended":
        if (event.body.outcome === "stopped" && !asked.answered.has(event.body.reply)) line({ say: "stopped" });
        break;
      case "feedback":
        if (!event.body.solved && event.body.reply && event.body.reply === asked.newest && standing.is === "bot" && asked.lastSaid < event.seq) line({ say: "notYet" });
        if (event.body.comment) rows.push({ ...base, ...SAID, text: event.body.comment, at });
        break;
      case "amended":
        rows.push({ ...base, ...SAID, text: event.body.text ?? "", at, correction: true });
        break;
      case "handoff_requested":
        line({ say: "passedOn", time: at });
        break;
      case "queued": {
        const by = toldBy(event.body);
        if (owed !== undefined && by !== undefined && by !== owed) line({ say: "newTime", time: by });
        owed = by;
        break;
      }
      case "assigned":
        line({ say: "joined", time: at, name: event.body.agent.name ?? "" });
        break;
      case "released":
        line({ say: "released" });
        break;
      case "transferred":
        line({ say: "transferred" });
        break;
      case "reopened":
        line({ say: "reopened" });
        break;
      case "resolved":
        if (event.body.by === "user") line({ say: "confirmedAt", time: at });
        else if (event.body.by === "policy") line({ say: "assumedAt" });
        else line({ say: "resolvedBy", time: at, name: asked.person(event.seq) });
        break;
      case "closed":
        line({ say: "closedAt", time: at });
        break;
      case "rated":
        line({ say: "rated", score: event.body.score });
        break;
      case "notice":
        rows.push({ ...base, kind: "notice", notice: event.body });
        break;
      default:
    }
  }
  if (!local.fresh) writing(rows, state, standing, local);
  if (events.length > 0) cards(rows, state, standing, local, asked, now);
  const home = rows.length === 0 && state.sent.length === 0;
  if (home) rows.push({ key: "home", seq: 0, kind: "home", greeting: state.inbox?.greeting || undefined });
  if (local.renewed) rows.push({ key: "renewed", seq: 0, kind: "renewed" });
  if (local.link.is !== "open" && local.link.is !== "new") {
    const { link } = local;
    rows.push({ key: "link", seq: 0, kind: "link", link: link.is, code: link.is === "refused" ? link.code : 0, retryAt: link.is === "lost" ? link.retryAt : undefined });
  }
  pending(rows, state, local, now);
  return rows;
}

type Of<K extends Event["kind"]> = Extract<Event, { kind: K }>["body"];

function message(rows: Row[], event: Event, body: Of<"message">, state: State): void {
  const at = ms(event.at);
  const { author, answer } = body;
  const text = body.text ?? "";
  if (author.role === "user") {
    const byPerson = state.readByPerson >= event.seq || repliedAfter(state.log.events, event.seq);
    // The same key as while it was on its way, so that it stays the same element.
    const key = body.client_id ? `c:${body.client_id}` : `e${event.seq}`;
    rows.push({ ...SAID, key, seq: event.seq, text, at, mark: byPerson ? "read" : "saved", clientId: body.client_id ?? undefined });
  } else if (author.role === "agent") {
    rows.push({ key: `e${event.seq}`, seq: event.seq, kind: "person", name: author.name ?? "", at, blocks: body.blocks ?? NONE, text });
  } else {
    const isInterim = answer?.final === false;
    const reply = body.reply ?? String(event.seq);
    const stage = isInterim ? "interim" : "done";
    rows.push({ key: `${isInterim ? "i" : "a"}:${reply}`, seq: event.seq, kind: "answer", reply, stage, mode: answer?.mode ?? "fixed", at, cut: answer?.cut ?? false, blocks: body.blocks ?? NONE, citations: answer?.citations ?? NONE, text });
  }
}

function repliedAfter(events: readonly Event[], seq: number): boolean {
  return events.some((event) => event.seq > seq && event.kind === "message" && event.body.author.role === "agent");
}

/** The reply that is owed or being written. */
function writing(rows: Row[], state: State, standing: Standing, local: Local): void {
  const draft = state.log.draft;
  const reply = standing.is === "bot" ? (standing.turn ?? draft?.reply) : undefined;
  if (reply === undefined || state.log.ended.has(reply)) return;
  const written = draft?.reply === reply && draft.blocks.length > 0 ? draft : undefined;
  const lost = local.link.is === "lost";
  if (!written && lost) return;
  rows.push({ key: `a:${reply}`, seq: 0, kind: "answer", reply, stage: written ? (lost ? "broken" : "writing") : "looking", mode: "llm", at: 0, cut: false, blocks: written?.blocks ?? NONE, citations: written?.citations ?? NONE, text: "" });
}

/** Cards that belong to where the conversation stands now. */
function cards(rows: Row[], state: State, standing: Standing, local: Local, asked: Asked, now: number): void {
  const isBusy = (type: string) => state.sent.some((one) => one.frame.type === type && !one.refused);
  const push = (row: Row) => !local.folded.has(row.key) && rows.push(row);
  const place = after(rows, "passedOn");
  const dossier = dossierOf(state.log.events);
  const waits = standing.is === "waiting";
  const passed: Row[] = dossier ? [{ key: "dossier", seq: 0, kind: "dossier", dossier, live: waits || standing.is === "agent" }] : [];
  // It stays to be read, with the way to what was promised.
  if (!waits) rows.splice(place, 0, ...passed);
  switch (standing.is) {
    case "bot": {
      const last = asked.answer;
      if (!last || last.seq < asked.lastSaid || standing.turn) break;
      const { answer } = last.body;
      const reply = last.body.reply ?? undefined;
      // One tap is one answer: gone as soon as anything is said.
      if (answer?.choices && !isBusy("message")) push({ key: `c${last.seq}`, seq: 0, kind: "choices", choices: answer.choices });
      const isClaim = answer?.mode !== "fixed" && (answer?.outcome === "answered" || answer?.outcome === "unsure");
      if (isClaim && reply && !asked.judged.has(reply)) push({ key: `s:${reply}`, seq: 0, kind: "solved", reply, name: undefined, busy: isBusy("feedback") });
      const unsolved = reply !== undefined && asked.judged.get(reply) === false;
      if (answer?.offer === "person" || unsolved) push({ key: `o:${last.seq}`, seq: 0, kind: "offer", by: promiseNow(state, now), busy: isBusy("handoff") });
      break;
    }
    case "waiting": {
      const expected = state.place?.expectedBy ? ms(state.place.expectedBy) : undefined;
      const by = expected ?? standing.by;
      const missed = standing.first !== undefined && standing.first < now ? standing.first : undefined;
      const open = isOpen(state, now);
      const address = addressOf(state.log.events);
      const card: Row[] = [{ key: "promise", seq: 0, kind: "promise", since: standing.since, by, missed, ahead: state.place?.ahead, open, tick: Math.floor(now / TICK_MS), busy: isBusy("feedback") }];
      const ask: Row = { key: "address", seq: 0, kind: "address", given: address, open, busy: isBusy("contact") };
      rows.splice(place, 0, ...card, ...(open ? [...passed, ask] : [ask, ...passed]));
      break;
    }
    case "resolved":
    case "closed": {
      const end = `${state.log.conversation}:${standing.segment}`;
      if (standing.is === "resolved" && standing.how === "agent" && !asked.judgedEnd) {
        push({ key: `s:${end}`, seq: 0, kind: "solved", reply: undefined, name: standing.name ?? "", busy: isBusy("feedback") });
        break;
      }
      // Silence is no reason to ask somebody how it was.
      const isOurs = standing.by === "user" && (asked.answer !== undefined || standing.name !== undefined);
      if (isOurs && !asked.rated.has(standing.segment) && local.skipped !== end) {
        push({ key: `r:${end}`, seq: 0, kind: "rating", end, reopens: standing.is === "resolved", busy: isBusy("rate") });
      }
      break;
    }
    default:
  }
}

/** The place behind the last line that says so, else the end. */
function after(rows: readonly Row[], say: Happened["say"]): number {
  const place = rows.findLastIndex((row) => row.kind === "line" && row.line.say === say);
  return place < 0 ? rows.length : place + 1;
}

/** When a person would answer, asked now: what `welcome` promised, moved on by the time since, while people are here. */
export function promiseNow(state: State, now: number): number | undefined {
  const by = state.inbox?.respond_by;
  if (!by) return undefined;
  return isOpen(state, now) ? ms(by) + Math.max(0, now - state.welcomedAt) : ms(by);
}

/** Ours that the server has not confirmed, in order. */
function pending(rows: Row[], state: State, local: Local, now: number): void {
  let first = true;
  for (const { frame, at, kept, refused, again = 0 } of state.sent) {
    if (frame.type === "message") {
      const mark: Mark = refused ? "refused" : kept ? "saved" : local.link.is !== "open" ? "kept" : again > now ? "held" : "sending";
      rows.push({ ...SAID, key: `c:${frame.client_id}`, seq: 0, text: frame.text, at, mark, clientId: frame.client_id, first: first && local.lasting, again, refused });
      first = false;
    } else if (frame.type === "handoff" && !refused) {
      if (local.link.is !== "open") rows.push({ key: `t:${frame.client_id}`, seq: 0, kind: "line", line: { say: "willPassOn" } });
    } else if (refused) {
      rows.push({ key: `t:${frame.client_id}`, seq: 0, kind: "trouble", clientId: frame.client_id, refused });
    }
  }
}

/** What was asked and answered, read once. */
class Asked {
  /** The newest turn. */
  newest: string | undefined;
  /** Place of the user's newest message. */
  lastSaid = 0;
  /** The newest final answer. */
  answer: (Event & { kind: "message" }) | undefined;
  readonly answered = new Set<string>();
  readonly judged = new Map<string, boolean>();
  judgedEnd = false;
  readonly rated = new Set<number>();
  readonly times = new Map<string, number>();
  readonly #outcomes = new Map<string, string>();
  readonly #persons: { seq: number; name: string }[] = [];

  constructor(events: readonly Event[]) {
    for (const event of events) {
      switch (event.kind) {
        case "message": {
          const { author, reply, answer } = event.body;
          if (author.role === "user") {
            this.lastSaid = event.seq;
            if (reply) this.newest = reply;
          } else if (author.role === "bot") {
            if (reply) this.answered.add(reply);
            if (reply && answer) this.#outcomes.set(reply, answer.outcome);
            this.answer = event;
          }
          break;
        }
        case "turn_ended":
          if (event.body.ms.suggested != null) this.times.set(event.body.reply, event.body.ms.suggested);
          break;
        case "feedback":
          if (event.body.reply) this.judged.set(event.body.reply, event.body.solved);
          else this.judgedEnd = true;
          break;
        case "assigned":
          this.#persons.push({ seq: event.seq, name: event.body.agent.name ?? "" });
          break;
        case "resolved":
        case "reopened":
          this.judgedEnd = false;
          break;
        case "rated":
          this.rated.add(event.body.segment);
          break;
        default:
      }
    }
  }

  /** Who had the case before `seq`. */
  person(seq: number): string {
    return this.#persons.findLast((person) => person.seq < seq)?.name ?? "";
  }

  /** What the documents shown for a turn are. */
  label(reply: string, standing: Standing): "inDocumentation" | "nearest" | "meanwhile" {
    if (standing.is === "waiting") return "meanwhile";
    return this.#outcomes.get(reply) === "none" ? "nearest" : "inDocumentation";
  }
}
