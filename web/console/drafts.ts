/** What an agent has begun to write, per conversation: it survives reloads, refusals, lost claims and expired sessions. */

import type { Citation } from "../shared/wire";
import { read, write } from "./settings";

/** Which of the two is being written. */
export type Mode = "reply" | "note";

/** The texts of one conversation. */
export interface Draft {
  mode: Mode;
  reply: string;
  note: string;
  /** Whether the user is waited for after the reply; absent: where its words ask. */
  waits?: boolean | undefined;
  /** The machine's words that stand in the reply, as they came. */
  drafted?: { text: string; citations: readonly Pick<Citation, "n" | "title" | "url">[] };
}

/** Drafts by conversation. */
export type Drafts = ReadonlyMap<string, Draft>;

/** Nothing written. */
export const BLANK: Draft = { mode: "reply", reply: "", note: "" };

/** Conversations whose drafts are kept: the oldest goes first. */
const DRAFTS_MAX = 200;
/** Where the drafts of an agent are kept. */
export const draftsKey = (agent: string) => `firstline:drafts:${agent}`;

/** Returns the drafts of an agent. */
export function loadDrafts(agent: string, kept: string | null = read(draftsKey(agent))): Drafts {
  try {
    return new Map(Object.entries(JSON.parse(kept ?? "{}") as Record<string, Draft>));
  } catch {
    return new Map();
  }
}

/** Keeps the drafts; false where the browser's store refuses. */
export function keepDrafts(agent: string, drafts: Drafts): boolean {
  return write(draftsKey(agent), drafts.size === 0 ? "" : JSON.stringify(Object.fromEntries(drafts)));
}

/** Changes one draft; an empty one is dropped. */
export function withDraft(drafts: Drafts, conversation: string, change: Partial<Draft>): Drafts {
  const draft = { ...(drafts.get(conversation) ?? BLANK), ...change };
  const next = new Map(drafts);
  // Set anew, it stands last: the oldest are those not touched for longest.
  next.delete(conversation);
  if (draft.reply !== "" || draft.note !== "" || draft.mode !== "reply") next.set(conversation, draft.reply === "" ? without(draft) : draft);
  return new Map([...next].slice(-DRAFTS_MAX));
}

/** Gives a text back that was not sent: before what has been written since. */
export function givenBack(drafts: Drafts, conversation: string, mode: Mode, text: string): Drafts {
  const written = (drafts.get(conversation) ?? BLANK)[mode];
  if (written === text || written.startsWith(`${text}\n\n`)) return drafts;
  return withDraft(drafts, conversation, { mode, [mode]: written.trim() === "" ? text : `${text}\n\n${written}` });
}

/** Returns how many characters the server counts. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

/** The machine's words, and what the agent chose for the reply, are gone with the text they belong to. */
function without({ drafted: _, waits: __, ...draft }: Draft): Draft {
  return draft;
}

/** Returns whether the user is waited for after this reply, by the server's own rule where the agent has not chosen. */
export function waitsAfter({ reply, waits }: Draft): boolean {
  return waits ?? /[?？]/.test(reply);
}
