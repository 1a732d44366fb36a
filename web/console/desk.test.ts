import { describe, expect, test } from "vitest";

import { type Desk, fold, follow, newsBetween, newsOf, NO_DESK, swept } from "./desk";
import type { QueueItem } from "../shared/wire";
import type { ServerFrame } from "./frames";

const NOW = Date.parse("2026-11-23T14:00:00Z");
const ME = "agent-me";

const welcome = { type: "welcome", agent: { id: ME, name: "Lena", admin: false }, inboxes: ["default"], queues: ["default"], agents: [{ id: "jun", name: "Jun", online: true, inboxes: ["default"] }], model: true } as ServerFrame;
const item = (conversation: string, more: Partial<QueueItem> = {}): ServerFrame =>
  ({ type: "queue_item", conversation, seq: 5, inbox: "default", locale: "en", present: true, queue: "default", severity: 3, state: "waiting", subject: conversation, tier: 1, waiting_since: "2026-11-23T13:00:00Z", ...more }) as ServerFrame;
const caughtUp = { type: "caught_up", seq: 0 } as ServerFrame;
const said = (conversation: string, seq: number, role: "user" | "agent" = "user"): ServerFrame =>
  ({ type: "event", id: `${seq}`, conversation, seq, at: "2026-11-23T13:00:00Z", kind: "message", body: { author: { role }, text: "words" } }) as ServerFrame;
const folded = (...frames: ServerFrame[]): Desk => frames.reduce((desk, frame) => fold(desk, frame, NOW), NO_DESK);

describe("the queue", () => {
  test("the same frame twice changes nothing", () => {
    const once = folded(welcome, item("a"), caughtUp);
    expect(fold(once, item("a"), NOW).items).toEqual(once.items);
  });
  test("an older state of a case does not come back", () => {
    const desk = folded(welcome, item("a", { seq: 9, severity: 1 }), item("a", { seq: 5 }));
    expect(desk.items.get("a")?.severity).toBe(1);
  });
  test("whoever comes or goes changes a case without a new event", () => {
    expect(folded(welcome, item("a"), item("a", { present: false })).items.get("a")?.present).toBe(false);
  });
  test("a case that has left stays away until something newer brings it back", () => {
    const gone = folded(welcome, item("a"), { type: "queue_removed", conversation: "a", seq: 7 } as ServerFrame);
    expect(fold(gone, item("a", { seq: 6 }), NOW).items.has("a")).toBe(false);
    expect(fold(gone, item("a", { seq: 8 }), NOW).items.has("a")).toBe(true);
  });
  test("a row taken by another stays for a moment with the taker's name, then goes", () => {
    const taken = folded(welcome, item("a"), item("a", { seq: 6, state: "agent", agent: "jun" }));
    expect(taken.left.get("a")).toMatchObject({ by: "jun", at: NOW });
    expect(swept(taken, NOW + 2_900).left.size).toBe(1);
    expect(swept(taken, NOW + 3_100).left.size).toBe(0);
  });
  test("what left while the line was down is gone after the next welcome, what is told again stays", () => {
    const back = [welcome, item("b"), caughtUp].reduce((desk, frame) => fold(desk, frame, NOW), folded(welcome, item("a"), item("b"), caughtUp));
    expect([...back.items.keys()]).toEqual(["b"]);
    expect(fold(back, item("a"), NOW).items.has("a")).toBe(true);
  });
});

test("what cases may be about is told by inbox, and by no older server", () => {
  const lists = [{ inbox: "default", topics: ["billing"], products: ["Pro"] }];
  expect(folded({ ...welcome, lists } as ServerFrame).lists).toEqual(lists);
  expect(folded(welcome).lists).toEqual([]);
});

describe("what is followed", () => {
  const following = follow(folded(welcome), "a");
  test("events come in any order and stand in theirs, each once", () => {
    const desk = [said("a", 3), said("a", 1), said("a", 3), said("a", 2)].reduce((before, frame) => fold(before, frame, NOW), following);
    expect(desk.followed.get("a")?.log.events.map((event) => event.seq)).toEqual([1, 2, 3]);
  });
  test("late frames of what is followed no more are dropped", () => {
    expect(fold(following, said("z", 1), NOW)).toBe(following);
  });
  test("typing ends by itself and with the words typed", () => {
    const types = fold(following, { type: "typing", conversation: "a", who: "user", on: true } as ServerFrame, NOW);
    expect(types.followed.get("a")?.userTypesUntil).toBe(NOW + 6_000);
    expect(fold(types, said("a", 1), NOW).followed.get("a")?.userTypesUntil).toBe(0);
  });
  test("a read mark never goes back, and is the user's alone", () => {
    const read = (who: string, seq: number) => ({ type: "read", conversation: "a", who, seq }) as ServerFrame;
    const desk = [read("user", 8), read("user", 4), read("agent", 20)].reduce((before, frame) => fold(before, frame, NOW), following);
    expect(desk.followed.get("a")?.readByUser).toBe(8);
  });
});

describe("a machine's draft", () => {
  const asked: Desk = { ...folded(welcome), assist: { id: "2", conversation: "a", n: 0, text: "", blocks: [], citations: [], done: false } };
  const step = (id: string, n: number, text: string, done = false) => ({ type: "draft", id, conversation: "a", n, at: 0, text, blocks: [], citations: [], done }) as ServerFrame;
  test("grows by its own frames and ends with the last", () => {
    const desk = [step("2", 1, "One."), step("2", 2, "One. Two.", true)].reduce((before, frame) => fold(before, frame, NOW), asked);
    expect(desk.assist).toMatchObject({ text: "One. Two.", done: true });
  });
  test("takes nothing from one that was stopped, nothing old, nothing after its end", () => {
    expect(fold(asked, step("1", 9, "stopped"), NOW)).toBe(asked);
    const done = fold(asked, step("2", 4, "whole", true), NOW);
    expect(fold(done, step("2", 5, "more"), NOW)).toBe(done);
    expect(fold(fold(asked, step("2", 4, "new"), NOW), step("2", 3, "old"), NOW).assist?.text).toBe("new");
  });
});

test("people come and go; a newcomer is added with their name", () => {
  const desk = [
    { type: "presence", agent: "jun", online: false },
    { type: "presence", agent: "new", online: true, name: "Mo" },
    { type: "presence", agent: "who", online: true },
  ].reduce((before, frame) => fold(before, frame as ServerFrame, NOW), folded(welcome));
  expect([...desk.agents.values()].map(({ name, online }) => [name, online])).toEqual([["Jun", false], ["Mo", true]]);
  expect(desk.agents.get("jun")?.inboxes).toEqual(["default"]);
});

describe("news", () => {
  const news = (before: Desk, frame: ServerFrame) => newsOf(before, fold(before, frame, NOW), frame);
  const desk = folded(welcome, item("mine", { state: "agent", agent: ME }), caughtUp);
  test("a case that begins to wait is news, once", () => {
    expect(news(desk, item("new", { severity: 1 }))).toMatchObject({ is: "case", conversation: "new", severity: 1 });
    expect(news(folded(welcome, item("old"), caughtUp), item("old", { present: false }))).toBeUndefined();
  });
  test("an offer to oneself is news, once; one to another is none", () => {
    const offer = (until: string, to = ME) => item("new", { offered_to: to, offered_until: until });
    const waits = fold(desk, item("new"), NOW);
    expect(news(waits, offer("2026-11-23T14:00:45Z"))).toMatchObject({ is: "offer", conversation: "new" });
    expect(news(fold(waits, offer("2026-11-23T14:00:45Z"), NOW), offer("2026-11-23T14:00:45Z"))).toBeUndefined();
    expect(news(waits, offer("2026-11-23T14:00:45Z", "jun"))).toBeUndefined();
  });
  test("a case that has become severity 1, and each page of it, is news, whoever has it", () => {
    const theirs = (more: Partial<QueueItem> = {}) => item("theirs", { state: "agent", agent: "jun", ...more });
    const has = (more: Partial<QueueItem> = {}) => fold(desk, theirs(more), NOW);
    expect(news(has(), theirs({ severity: 1 }))).toMatchObject({ is: "critical", conversation: "theirs", severity: 1 });
    expect(news(has({ severity: 1 }), theirs({ severity: 1 }))).toBeUndefined();
    expect(news(has(), theirs({ severity: 2 }))).toBeUndefined();
    expect(news(has({ n_pages: 1 }), theirs({ n_pages: 2 }))).toMatchObject({ is: "paged" });
    expect(news(has(), theirs({ severity: 1, n_pages: 1 }))).toMatchObject({ is: "paged" });
    expect(news(has({ n_pages: 2 }), theirs({ n_pages: 2 }))).toBeUndefined();
    // It waits anew, and the count begins again.
    expect(news(has({ n_pages: 2 }), theirs())).toBeUndefined();
  });
  test("a promised reply that is about to be late, or is late, is news once, in cases that wait and in one's own", () => {
    const [warn_at, respond_by] = ["2026-11-23T14:10:00Z", "2026-11-23T14:15:00Z"];
    const owed = { warn_at, respond_by };
    const promised = folded(welcome, item("waits", owed), item("mine", { ...owed, state: "agent", agent: ME }), item("theirs", { ...owed, state: "agent", agent: "jun" }), item("none"), caughtUp);
    const between = (since: string, now: string) => newsBetween(promised, Date.parse(since), Date.parse(now)).map((one) => `${one.is} ${one.conversation}`);
    expect(between("2026-11-23T14:09:58Z", "2026-11-23T14:09:59Z")).toEqual([]);
    expect(between("2026-11-23T14:09:59Z", warn_at)).toEqual(["soon waits", "soon mine"]);
    expect(between(warn_at, "2026-11-23T14:10:01Z")).toEqual([]);
    expect(between("2026-11-23T14:14:59Z", respond_by)).toEqual(["missed waits", "missed mine"]);
    expect(between(respond_by, "2026-11-23T15:00:00Z")).toEqual([]);
    // A machine that slept through both is told of the second.
    expect(between("2026-11-23T14:00:00Z", "2026-11-23T15:00:00Z")).toEqual(["missed waits", "missed mine"]);
    const anew = fold(promised, item("waits", { ...owed, seq: 6, respond_by: "2026-11-23T14:30:00Z" }), NOW);
    expect(newsBetween(anew, Date.parse("2026-11-23T14:29:59Z"), Date.parse("2026-11-23T14:30:00Z"))).toMatchObject([{ is: "missed", conversation: "waits", severity: 3 }]);
  });
  test("a desk that is still being told is no news", () => {
    expect(news(folded(welcome), item("new"))).toBeUndefined();
  });
  test("a user's words are news in a case of one's own, not while its log is being read", () => {
    const following = follow(desk, "mine");
    const live = fold(following, { type: "caught_up", conversation: "mine", seq: 1 } as ServerFrame, NOW);
    expect(news(following, said("mine", 2))).toBeUndefined();
    expect(news(live, said("mine", 2))).toMatchObject({ is: "words", conversation: "mine" });
    expect(news(live, said("mine", 3, "agent"))).toBeUndefined();
  });
});
