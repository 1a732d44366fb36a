/** What the server has told: the queue, the conversations followed, who is there. Pure; the same frame twice changes nothing. */

import { EMPTY, type Log, newest, withDelta, withEvent } from "../shared/log";
import { never } from "../shared/never";
import type { Block, Citation, Colleague, InboxLists, QueueItem, Role, WelcomeAgent } from "../shared/wire";
import type { ServerFrame } from "./frames";

/** How long a row that has gone stays in sight, in milliseconds. */
export const LINGER_MS = 3_000;
/** How long "types" holds without being said again, in milliseconds. */
const TYPING_MS = 6_000;
/** Citations of one draft that are kept. */
const CITATIONS_MAX = 200;

/** A conversation that is followed. */
export interface Followed {
  log: Log;
  /** Everything up to the present has come. */
  caughtUp: boolean;
  /** The user types until then, in milliseconds since 1970. */
  userTypesUntil: number;
  /** An agent types until then. */
  agentTypesUntil: number;
  /** Read by the user up to here. */
  readByUser: number;
}

/** A row that has left where it stood, and stays in sight for a moment. */
export interface Left {
  item: QueueItem;
  /** Who took it; absent where it left the desk. */
  by: string | undefined;
  at: number;
}

/** A reply that the machine drafts for the agent. */
export interface Assist {
  id: string;
  conversation: string;
  n: number;
  text: string;
  blocks: readonly Block[];
  citations: readonly Citation[];
  done: boolean;
}

/** The desk. */
export interface Desk {
  me: WelcomeAgent | undefined;
  inboxes: readonly string[];
  queues: readonly string[];
  /** What cases may be about, by inbox. */
  lists: readonly InboxLists[];
  /** A model writes drafts. */
  model: boolean;
  agents: ReadonlyMap<string, Colleague>;
  items: ReadonlyMap<string, QueueItem>;
  /** By which event a case left the desk: an older `queue_item` does not bring it back. */
  removed: ReadonlyMap<string, number>;
  left: ReadonlyMap<string, Left>;
  /** Cases told of since the last `welcome`. */
  told: ReadonlySet<string>;
  /** The whole queue has come. */
  caughtUp: boolean;
  followed: ReadonlyMap<string, Followed>;
  assist: Assist | undefined;
}

/** A desk of which nothing is known. */
export const NO_DESK: Desk = {
  me: undefined,
  inboxes: [],
  queues: [],
  lists: [],
  model: false,
  agents: new Map(),
  items: new Map(),
  removed: new Map(),
  left: new Map(),
  told: new Set(),
  caughtUp: false,
  followed: new Map(),
  assist: undefined,
};

/** A conversation of which nothing has come. */
export const NOT_FOLLOWED: Followed = { log: EMPTY, caughtUp: false, userTypesUntil: 0, agentTypesUntil: 0, readByUser: 0 };

/** Takes one frame in. `now` is in milliseconds since 1970. */
export function fold(desk: Desk, frame: ServerFrame, now: number): Desk {
  switch (frame.type) {
    case "welcome":
      return welcomed(desk, frame);
    case "queue_item":
      return withItem(desk, frame, now);
    case "queue_removed":
      return withoutItem(desk, frame.conversation, frame.seq, now);
    case "caught_up":
      return frame.conversation ? changed(desk, frame.conversation, (followed) => ({ ...followed, caughtUp: true })) : pruned(desk, now);
    case "event":
      return changed(desk, frame.conversation, (followed) => ({
        ...followed,
        log: withEvent(followed.log, frame),
        ...(frame.kind === "message" ? quiet(frame.body.author.role) : {}),
      }));
    case "delta":
      return changed(desk, frame.conversation, (followed) => ({ ...followed, log: withDelta(followed.log, frame) }));
    case "draft":
      return withDraft(desk, frame);
    case "presence":
      return withColleague(desk, frame.agent, frame.online, frame.name ?? undefined);
    case "typing":
      return withTyping(desk, frame.conversation ?? undefined, frame.who, frame.on ? now + TYPING_MS : 0);
    case "read":
      return frame.conversation && frame.who === "user"
        ? changed(desk, frame.conversation, (followed) => ({ ...followed, readByUser: Math.max(followed.readByUser, frame.seq) }))
        : desk;
    case "ack":
    case "error":
      // Answers to one frame: whoever sent it acts on them, the desk is the same.
      return desk;
    default:
      return never(frame);
  }
}

/** Begins to follow a conversation. */
export function follow(desk: Desk, conversation: string): Desk {
  return desk.followed.has(conversation) ? desk : { ...desk, followed: new Map(desk.followed).set(conversation, NOT_FOLLOWED) };
}

/** Forgets a conversation. */
export function unfollow(desk: Desk, conversation: string): Desk {
  if (!desk.followed.has(conversation)) return desk;
  const followed = new Map(desk.followed);
  followed.delete(conversation);
  return { ...desk, followed };
}

/** Lets go of rows that have stayed long enough. */
export function swept(desk: Desk, now: number): Desk {
  const left = new Map([...desk.left].filter(([, row]) => now - row.at < LINGER_MS));
  return left.size === desk.left.size ? desk : { ...desk, left };
}

/** Returns the newest event held of a conversation, 0 where there is none. */
export function heldOf(desk: Desk, conversation: string): number {
  const followed = desk.followed.get(conversation);
  return followed ? newest(followed.log) : 0;
}

/** What an agent who looks elsewhere is told of. */
export type News =
  | { is: "case" | "offer" | "critical" | "paged" | "soon" | "missed"; conversation: string; severity: number; text: string }
  | { is: "words"; conversation: string; name: string | undefined; text: string };

/** Returns what a frame brought that is new: a case that begins to wait, is offered, has become severity 1 or is paged (again), or words of a user in a case of one's own. */
export function newsOf(before: Desk, after: Desk, frame: ServerFrame): News | undefined {
  // While the desk is being told, nothing of it is news.
  if (!before.caughtUp) return undefined;
  if (frame.type === "queue_item") {
    if (after.items.get(frame.conversation) !== frame) return undefined;
    const known = before.items.get(frame.conversation);
    const isMine = frame.offered_to != null && frame.offered_to === after.me?.id && frame.state === "waiting";
    const isKnown = known?.offered_to === frame.offered_to && known?.offered_until === frame.offered_until;
    if (isMine && !isKnown) return newsOfItem("offer", frame);
    if (frame.state === "waiting" && known?.state !== "waiting") return newsOfItem("case", frame);
    if (known && (frame.n_pages ?? 0) > (known.n_pages ?? 0)) return newsOfItem("paged", frame);
    return known && frame.severity === 1 && known.severity > 1 ? newsOfItem("critical", frame) : undefined;
  }
  if (frame.type !== "event" || frame.kind !== "message" || frame.body.author.role !== "user") return undefined;
  const item = after.items.get(frame.conversation);
  const live = before.followed.get(frame.conversation)?.caughtUp && before.followed !== after.followed;
  if (!live || !item?.agent || item.agent !== after.me?.id) return undefined;
  return { is: "words", conversation: frame.conversation, name: item.contact_name ?? undefined, text: frame.body.text ?? "" };
}

/** Returns what the clock brought after `since`, up to `now`: promised replies that are about to be missed, or were missed, in cases that wait and in one's own. */
export function newsBetween(desk: Desk, since: number, now: number): News[] {
  const passed = (at: string | null | undefined) => at != null && Date.parse(at) > since && Date.parse(at) <= now;
  return [...desk.items.values()].flatMap((item) => {
    // A colleague's case is a colleague's promise.
    if (item.state !== "waiting" && item.agent !== desk.me?.id) return [];
    if (passed(item.respond_by)) return [newsOfItem("missed", item)];
    return passed(item.warn_at) ? [newsOfItem("soon", item)] : [];
  });
}

function newsOfItem(is: Exclude<News["is"], "words">, { conversation, severity, subject }: QueueItem): News {
  return { is, conversation, severity, text: subject };
}

function welcomed(desk: Desk, frame: Extract<ServerFrame, { type: "welcome" }>): Desk {
  return {
    ...desk,
    me: frame.agent,
    inboxes: frame.inboxes,
    queues: frame.queues,
    // A server that is older than this page names none.
    lists: frame.lists ?? [],
    model: frame.model ?? false,
    agents: new Map((frame.agents ?? []).map((agent) => [agent.id, agent])),
    told: new Set(),
    caughtUp: false,
    followed: new Map([...desk.followed].map(([id, followed]) => [id, { ...followed, caughtUp: false }])),
    assist: undefined,
  };
}

function withItem(desk: Desk, item: QueueItem, now: number): Desk {
  const id = item.conversation;
  const before = desk.items.get(id);
  const told = new Set(desk.told).add(id);
  if ((before && before.seq > item.seq) || (desk.removed.get(id) ?? -1) > item.seq) return { ...desk, told };
  const taken = before !== undefined && !before.agent && item.agent;
  const left = taken ? new Map(desk.left).set(id, { item: before, by: item.agent ?? undefined, at: now }) : desk.left;
  return { ...desk, told, left, items: new Map(desk.items).set(id, item) };
}

function withoutItem(desk: Desk, id: string, seq: number, now: number): Desk {
  const before = desk.items.get(id);
  if (before && before.seq > seq) return desk;
  const removed = new Map(desk.removed).set(id, Math.max(seq, desk.removed.get(id) ?? 0));
  if (!before) return { ...desk, removed };
  const items = new Map(desk.items);
  items.delete(id);
  return { ...desk, removed, items, left: new Map(desk.left).set(id, { item: before, by: undefined, at: now }) };
}

/** The queue has been told anew: what was not told has left meanwhile. */
function pruned(desk: Desk, now: number): Desk {
  const gone = [...desk.items.values()].filter((item) => !desk.told.has(item.conversation));
  const without = gone.reduce((left, item) => withoutItem(left, item.conversation, item.seq, now), desk);
  // They may come back by a frame as old as what we held: nothing says by which event they left.
  const removed = new Map(without.removed);
  for (const item of gone) removed.delete(item.conversation);
  return { ...without, removed, caughtUp: true };
}

function changed(desk: Desk, id: string, change: (followed: Followed) => Followed): Desk {
  const before = desk.followed.get(id);
  // Late frames of a conversation that is followed no more.
  if (!before) return desk;
  return { ...desk, followed: new Map(desk.followed).set(id, change(before)) };
}

/** Who has spoken types no more. */
function quiet(role: Role): Partial<Followed> {
  return role === "user" ? { userTypesUntil: 0 } : role === "agent" ? { agentTypesUntil: 0 } : {};
}

function withTyping(desk: Desk, id: string | undefined, who: Role, until: number): Desk {
  if (id === undefined || who === "bot") return desk;
  return changed(desk, id, (followed) => ({ ...followed, ...(who === "user" ? { userTypesUntil: until } : { agentTypesUntil: until }) }));
}

function withColleague(desk: Desk, id: string, online: boolean, name: string | undefined): Desk {
  const known = desk.agents.get(id);
  const called = name ?? known?.name;
  if (called === undefined) return desk;
  return { ...desk, agents: new Map(desk.agents).set(id, { ...known, id, name: called, online }) };
}

function withDraft(desk: Desk, frame: Extract<ServerFrame, { type: "draft" }>): Desk {
  const { assist } = desk;
  // A draft that was stopped, or another one's last words.
  if (!assist || assist.id !== String(frame.id) || assist.done || frame.n < assist.n) return desk;
  const blocks = [...assist.blocks.slice(0, frame.at), ...frame.blocks];
  const citations = frame.citations.slice(0, CITATIONS_MAX);
  return { ...desk, assist: { ...assist, n: frame.n, text: frame.text, blocks, citations, done: frame.done } };
}
