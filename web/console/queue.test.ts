import { describe, expect, test } from "vitest";

import { type Facts, factsOf } from "./case";
import type { QueueItem } from "../shared/wire";
import { belongs, colleaguesFor, counts, deadlineOf, isUnread, matches, queuesFor, rowsOf, steady, type View } from "./queue";

const NOW = new Date(2026, 10, 23, 14, 0).getTime();
const minutes = (n: number) => new Date(NOW + n * 60_000).toISOString();
const item = (conversation: string, more: Partial<QueueItem> = {}): QueueItem => ({
  conversation, seq: 5, inbox: "default", locale: "en", present: true, queue: "default", severity: 3, state: "waiting", subject: conversation, tier: 1, waiting_since: minutes(-60), ...more,
});
const rows = (items: QueueItem[], view: View = "waiting", words = "", facts: (id: string) => Facts | undefined = () => undefined) =>
  rowsOf({ items: new Map(items.map((one) => [one.conversation, one])), left: new Map(), facts, view, me: "me", words, now: NOW });

describe("order", () => {
  test("severity 1 stands first, as the server hands out cases; of the others the least time left, whatever the severity", () => {
    const found = rows([item("b", { respond_by: minutes(90), severity: 2 }), item("a", { respond_by: minutes(30) }), item("over", { respond_by: minutes(-4) }), item("down", { respond_by: minutes(40), severity: 1 })]);
    expect(found.map((row) => [row.item.conversation, row.group])).toEqual([["down", "first"], ["over", "first"], ["a", "today"], ["b", "today"]]);
  });
  test("what runs out within a quarter of an hour, today, later, the user's turn", () => {
    const found = rows([
      item("tomorrow", { respond_by: minutes(24 * 60), agent: "me", state: "agent" }),
      item("theirs", { resolve_by: minutes(2), agent: "me", state: "agent", last: "agent" }),
      item("never", { agent: "me", state: "agent" }),
      item("today", { respond_by: minutes(60), agent: "me", state: "agent" }),
      item("soon", { respond_by: minutes(15), agent: "me", state: "agent" }),
    ], "mine");
    expect(found.map((row) => [row.item.conversation, row.group])).toEqual([["soon", "first"], ["today", "today"], ["tomorrow", "later"], ["never", "later"], ["theirs", "theirs"]]);
  });
  test("of two alike the worse stands first, then the one that waits longer", () => {
    const same = { respond_by: minutes(60) };
    const found = rows([item("new", same), item("old", { ...same, waiting_since: minutes(-90) }), item("bad", { ...same, severity: 2 })]);
    expect(found.map((row) => row.item.conversation)).toEqual(["bad", "old", "new"]);
  });
});

test("a case can be sent to its inbox's own queue alone, as far as that is known", () => {
  expect([queuesFor("billing", ["billing", "default"]), queuesFor("renamed", ["billing", "default"]), queuesFor(undefined, ["default"])]).toEqual([["billing"], ["billing", "default"], ["default"]]);
});

test("a case is handed to colleagues of its inbox, those who are there first", () => {
  const agents = [
    { id: "me", name: "Lena", online: true, inboxes: ["default"] },
    { id: "ada", name: "Ada", online: false, inboxes: ["default"] },
    { id: "jun", name: "Jun", online: true, inboxes: ["default", "live"] },
    { id: "liv", name: "Liv", online: true, inboxes: ["live"] },
  ];
  expect(colleaguesFor("default", "me", agents).map((agent) => agent.name)).toEqual(["Jun", "Ada"]);
  expect(colleaguesFor(undefined, "me", [...agents, { id: "new", name: "New", online: true }])).toHaveLength(4);
});

describe("what runs out", () => {
  const held = { state: "agent", agent: "me", last: "user" as const, respond_by: minutes(-5), resolve_by: minutes(300) };
  const facts = (resolution: { from: number; due: number; paused?: number }): Facts => ({ ...factsOf([]), promises: { answered: true, resolution } });
  test("the nearest promise: a reply that is owed, or the solution where it is due before", () => {
    expect(deadlineOf(item("a", held), undefined)).toMatchObject({ of: "reply", due: Date.parse(minutes(-5)) });
    expect(deadlineOf(item("a", { ...held, respond_by: minutes(400) }), undefined)).toMatchObject({ of: "solution", due: Date.parse(minutes(300)) });
    expect(deadlineOf(item("a", { ...held, respond_by: null }), undefined)).toMatchObject({ of: "solution" });
  });
  test("where the user is waited for, the solution runs on or stands still, as its log tells", () => {
    const theirs = item("a", { ...held, respond_by: null, last: "agent" });
    const due = Date.parse(minutes(300));
    expect(deadlineOf(theirs, undefined)).toMatchObject({ of: "user", due });
    expect(deadlineOf(theirs, facts({ from: NOW, due, paused: NOW }))).toEqual({ of: "user", from: NOW, due, paused: NOW });
  });
  test("nothing where no time is promised", () => {
    expect(deadlineOf(item("a"), undefined)).toMatchObject({ of: "none", due: undefined });
  });
});

describe("views", () => {
  const items = [item("w"), item("m", { state: "agent", agent: "me", last: "user" }), item("t", { state: "agent", agent: "me", last: "agent" }), item("j", { state: "agent", agent: "jun" })];
  test("each shows its own", () => {
    const shown = (view: View) => items.filter((one) => belongs(one, view, "me")).map((one) => one.conversation);
    expect([shown("mine"), shown("waiting"), shown("theirs"), shown("all")]).toEqual([["m", "t"], ["w"], ["t"], ["w", "m", "t", "j"]]);
    expect(counts(new Map(items.map((one) => [one.conversation, one])), "me")).toEqual({ mine: 2, waiting: 1, theirs: 1 });
  });
  test("all words must stand in the subject or the name", () => {
    expect(matches({ subject: "Stream closes, error 4103", contact_name: "Mira" }, "4103 mira")).toBe(true);
    expect(matches({ subject: "Stream closes" }, "stream opens")).toBe(false);
  });
});

describe("rows under the pointer", () => {
  test("stay where they are, and new ones come below", () => {
    expect(steady(["a", "b", "c"], ["new", "c", "a", "b"])).toEqual(["a", "b", "c", "new"]);
  });
  test("only those that exist are kept", () => {
    expect(steady(["a", "b"], ["b", "c"])).toEqual(["b", "c"]);
  });
});

test("a case is unread until its newest event was in front of the agent; one's own words are never news", () => {
  expect([isUnread(item("a"), undefined), isUnread(item("a"), 5), isUnread(item("a", { last: "agent" }), 1)]).toEqual([true, false, false]);
});
