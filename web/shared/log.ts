/** A conversation as a client holds it: its events by `seq`, and the reply being written. Pure; the same frame twice changes nothing. */

import type { Block, Citation, Delta, Event } from "./wire";

/** A reply while it is being written. */
export interface Draft {
  reply: string;
  attempt: number;
  n: number;
  /** First block that this step changed: those before are as they were. */
  at: number;
  blocks: readonly Block[];
  citations: readonly Citation[];
}

/** One conversation's log. */
export interface Log {
  conversation: string | undefined;
  /** In order of `seq`, each once. */
  events: readonly Event[];
  draft: Draft | undefined;
  /** Replies that have become messages or ended: their late drafts are dropped. */
  ended: ReadonlySet<string>;
}

/** A log that holds nothing. */
export const EMPTY: Log = { conversation: undefined, events: [], draft: undefined, ended: new Set() };

/** Returns the newest `seq` held, 0 where there is none. */
export function newest(log: Log): number {
  return log.events.at(-1)?.seq ?? 0;
}

/** Puts an event in its place. An event of another conversation begins that one's log. */
export function withEvent(log: Log, event: Event): Log {
  if (log.conversation !== undefined && log.conversation !== event.conversation) log = EMPTY;
  let place = log.events.length;
  while (place > 0 && log.events[place - 1]!.seq > event.seq) place--;
  if (log.events[place - 1]?.seq === event.seq) return log;
  const events = [...log.events.slice(0, place), event, ...log.events.slice(place)];
  const reply = endedBy(event);
  const ended = reply === undefined ? log.ended : new Set(log.ended).add(reply);
  const draft = log.draft && ended.has(log.draft.reply) ? undefined : log.draft;
  return { conversation: event.conversation, events, draft, ended };
}

/** Takes a step of the draft: blocks from `at` on are replaced; what is old, or of a reply that has ended, is dropped. */
export function withDelta(log: Log, delta: Delta): Log {
  if (log.ended.has(delta.reply)) return log;
  const before = log.draft?.reply === delta.reply ? log.draft : undefined;
  if (before && delta.attempt < before.attempt) return log;
  if (before && delta.attempt === before.attempt && delta.at > 0 && delta.n <= before.n) return log;
  // A step that builds on what we never saw cannot be placed; the final message holds the whole.
  if (delta.at > 0 && (!before || before.attempt !== delta.attempt || before.blocks.length < delta.at)) return log;
  const draft: Draft = {
    reply: delta.reply,
    attempt: delta.attempt,
    n: delta.n,
    at: delta.at,
    blocks: [...(before?.blocks.slice(0, delta.at) ?? []), ...delta.blocks],
    citations: delta.citations ?? before?.citations ?? [],
  };
  return { ...log, draft };
}

/** The reply that an event ends, if it does. The interim answer ends nothing: the draft goes on below it. */
function endedBy(event: Event): string | undefined {
  if (event.kind === "turn_ended") return event.body.reply;
  if (event.kind === "message" && event.body.author.role === "bot" && event.body.answer?.final !== false) return event.body.reply ?? undefined;
  return undefined;
}
