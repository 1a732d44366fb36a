/** Which rows a view shows, in which order and groups. Pure. */

import type { Colleague, QueueItem } from "../shared/wire";
import type { Facts } from "./case";
import type { Left } from "./desk";
import { responseOf } from "./promises";

/** The views of the desk. `all` is read from the server, page by page. */
export const VIEWS = ["mine", "waiting", "theirs", "all"] as const;
export type View = (typeof VIEWS)[number];

/** Groups of rows, in order. */
export type Group = "first" | "today" | "later" | "theirs";

/** Less than this left, and a case belongs to those that run out first, in milliseconds. */
const FIRST_MS = 15 * 60_000;

/** One row. */
export interface Row {
  item: QueueItem;
  deadline: Deadline;
  group: Group;
  /** It has left this view, and stays in sight for a moment. */
  left: Left | undefined;
}

/** What runs out for a case. */
export interface Deadline {
  /** Which promise: a reply, the solution; `user` where the user's answer is waited for. */
  of: "reply" | "solution" | "user" | "none";
  from: number;
  due: number | undefined;
  /** It stands still since then. */
  paused?: number | undefined;
}

/** Returns what runs out next: the nearest promise that is owed. `facts` are those of the log, where it is followed: only they tell what stands still. */
export function deadlineOf(item: QueueItem, facts: Facts | undefined): Deadline {
  const from = Date.parse(item.waiting_since);
  const respond = item.respond_by ? Date.parse(item.respond_by) : undefined;
  const resolve = item.resolve_by ? Date.parse(item.resolve_by) : undefined;
  const known = facts?.promises.resolution;
  const paused = known?.done === undefined ? known?.paused : undefined;
  if (respond !== undefined && (resolve === undefined || paused !== undefined || respond <= resolve)) {
    const reply = facts && responseOf(facts.promises);
    return { of: "reply", from: reply?.due === respond ? reply.from : from, due: respond };
  }
  const solution = { from: known?.due === resolve ? (known?.from ?? from) : from, due: resolve, ...(paused === undefined ? {} : { paused }) };
  if (respond === undefined && item.state === "agent" && item.last === "agent") return { of: "user", ...solution };
  return { of: resolve === undefined ? "none" : "solution", ...solution };
}

/** Returns whether a row belongs to a view. */
export function belongs(item: QueueItem, view: View, me: string | undefined): boolean {
  switch (view) {
    case "mine":
      return item.agent != null && item.agent === me;
    case "waiting":
      return item.state === "waiting";
    case "theirs":
      return item.agent != null && item.agent === me && item.last === "agent";
    case "all":
      return true;
  }
}

/** What rows are made from. */
export interface Asked {
  items: ReadonlyMap<string, QueueItem>;
  left: ReadonlyMap<string, Left>;
  facts: (conversation: string) => Facts | undefined;
  view: View;
  me: string | undefined;
  /** Words that must all stand in the subject or the name. */
  words: string;
  now: number;
}

/** Returns the rows of a view, in the order of the server: severity 1, then the least time left; who waits for the user comes last. */
export function rowsOf({ items, left, facts, view, me, words, now }: Asked): Row[] {
  const live = [...items.values()].filter((item) => belongs(item, view, me)).map((item) => rowOf(item, facts(item.conversation), now, undefined));
  const here = new Set(live.map((row) => row.item.conversation));
  const leaving = [...left.values()]
    .filter((row) => belongs(row.item, view, me) && !here.has(row.item.conversation))
    .map((row) => rowOf(row.item, facts(row.item.conversation), now, row));
  return [...live, ...leaving].filter((row) => matches(row.item, words)).sort(before);
}

function rowOf(item: QueueItem, facts: Facts | undefined, now: number, left: Left | undefined): Row {
  const deadline = deadlineOf(item, facts);
  return { item, deadline, group: item.severity === 1 && deadline.of !== "user" ? "first" : groupOf(deadline, now), left };
}

function groupOf({ of, due }: Deadline, now: number): Group {
  if (of === "user") return "theirs";
  if (due === undefined) return "later";
  if (due - now <= FIRST_MS) return "first";
  const end = new Date(now);
  end.setHours(24, 0, 0, 0);
  return due < end.getTime() ? "today" : "later";
}

const GROUPS: Record<Group, number> = { first: 0, today: 1, later: 2, theirs: 3 };

function before(a: Row, b: Row): number {
  return (
    GROUPS[a.group] - GROUPS[b.group] ||
    Number(a.item.severity > 1) - Number(b.item.severity > 1) ||
    (a.deadline.due ?? Infinity) - (b.deadline.due ?? Infinity) ||
    a.item.severity - b.item.severity ||
    a.deadline.from - b.deadline.from ||
    (a.item.conversation < b.item.conversation ? -1 : 1)
  );
}

/**
 * Returns the queues that a case may be sent to. The server takes its inbox's own alone, which is where it waited;
 * where that has been renamed since, only the server knows it.
 */
export function queuesFor(own: string | undefined, queues: readonly string[]): readonly string[] {
  return own !== undefined && queues.includes(own) ? [own] : queues;
}

/**
 * Returns the colleagues that a case of this inbox may be handed to, those who are there first. Whose inboxes are not
 * known, who came since the line was opened, is one of them.
 */
export function colleaguesFor(inbox: string | undefined, me: string | undefined, agents: Iterable<Colleague>): Colleague[] {
  const serves = ({ inboxes }: Colleague) => inbox === undefined || inboxes === undefined || inboxes.includes(inbox);
  return [...agents]
    .filter((agent) => agent.id !== me && serves(agent))
    .sort((a, b) => (b.online ? 1 : 0) - (a.online ? 1 : 0) || a.name.localeCompare(b.name));
}

/** Returns whether all words stand in what the row shows. */
export function matches(item: { subject: string; contact_name?: string | null }, words: string): boolean {
  const text = `${item.subject} ${item.contact_name ?? ""}`.toLowerCase();
  return words.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

/**
 * Keeps rows where they are while the pointer is over them: those that stood stay in order, new ones come below.
 * Returns the order of conversations.
 */
export function steady(shown: readonly string[], wanted: readonly string[]): string[] {
  const present = new Set(wanted);
  const kept = shown.filter((id) => present.has(id));
  const standing = new Set(kept);
  return [...kept, ...wanted.filter((id) => !standing.has(id))];
}

/** How many rows each view has. */
export function counts(items: ReadonlyMap<string, QueueItem>, me: string | undefined): Record<Exclude<View, "all">, number> {
  const found = { mine: 0, waiting: 0, theirs: 0 };
  for (const item of items.values()) {
    if (belongs(item, "mine", me)) found.mine++;
    if (belongs(item, "waiting", me)) found.waiting++;
    if (belongs(item, "theirs", me)) found.theirs++;
  }
  return found;
}

/** Returns whether something came that this agent has not seen: `seen` is the newest event they had in front of them. */
export function isUnread(item: QueueItem, seen: number | undefined): boolean {
  return item.seq > (seen ?? 0) && item.last !== "agent";
}
