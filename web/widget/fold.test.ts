import { describe, expect, test } from "vitest";
import type { ChatServerFrame, Event } from "../shared/wire";
import { fold, KNOWN, NOTHING, type State, withSent, withoutSent } from "./fold";

const NOW = 1_000_000;
const conversation = "c1";

/** An event as it comes on the wire. */
export function event(seq: number, kind: string, body: object, at = "2026-01-02T14:02:00.000Z"): Event {
  return { id: `e${seq}`, conversation, seq, at, kind, body } as unknown as Event;
}
const frame = (one: Event): ChatServerFrame => ({ type: "event", ...one });
const play = (frames: ChatServerFrame[], state: State = NOTHING) => frames.reduce((held, one) => fold(held, one, NOW), state);
const welcome = (recovered: boolean, from = 0): ChatServerFrame =>
  ({ type: "welcome", protocol: "firstline.v1", epoch: "s1", contact: { id: "u1" }, inbox: { id: "default", name: "Help", locale: "en", greeting: "", open: true, zone: "UTC" }, conversation: { id: conversation, state: "bot", seq: 9 }, resume: { recovered, from }, notices: [] }) as unknown as ChatServerFrame;
const said = (seq: number, text: string, clientId = `id${seq}`) => frame(event(seq, "message", { author: { role: "user" }, text, client_id: clientId, reply: `r${seq}` }));
const message = (clientId: string, text = "hello") => ({ type: "message", client_id: clientId, text }) as const;

describe("events", () => {
  test("the same frame twice changes nothing", () => {
    const once = play([said(1, "a"), said(2, "b")]);
    expect(play([said(2, "b"), said(1, "a")], once)).toEqual(once);
  });
  test("come in any order and stand in theirs", () => {
    expect(play([said(3, "c"), said(1, "a"), said(2, "b")]).log.events.map((one) => one.seq)).toEqual([1, 2, 3]);
  });
  test("a welcome that could not resume empties the log, one that could keeps it", () => {
    const held = play([said(1, "a")]);
    expect(play([welcome(false, 40)], held).log.events).toHaveLength(0);
    expect(play([welcome(false, 40)], held).older).toBe(true);
    expect(play([welcome(true)], held).log.events).toHaveLength(1);
  });
  test("another conversation begins with nothing of the old one", () => {
    const held = play([said(7, "old"), { type: "read", who: "agent", seq: 7 }]);
    const next = fold(held, { type: "event", ...event(1, "opened", {}), conversation: "c2" } as ChatServerFrame, NOW);
    expect(next.log.events.map((one) => one.seq)).toEqual([1]);
    expect(next.readByPerson).toBe(0);
  });
});

describe("what is on its way", () => {
  test("a message stays between its ack and its event, and is never shown twice", () => {
    const sent = withSent(NOTHING, message("x"), NOW);
    const acked = fold(sent, { type: "ack", client_id: "x", conversation, seq: 1 }, NOW);
    expect(acked.sent).toMatchObject([{ kept: true }]);
    expect(fold(acked, said(1, "hello", "x"), NOW).sent).toHaveLength(0);
  });
  test("event before ack", () => {
    const told = fold(withSent(NOTHING, message("x"), NOW), said(1, "hello", "x"), NOW);
    expect(fold(told, { type: "ack", client_id: "x", conversation, seq: 1 }, NOW).sent).toHaveLength(0);
  });
  test("anything else is done with its ack", () => {
    const sent = withSent(NOTHING, { type: "handoff", client_id: "h" }, NOW);
    expect(fold(sent, { type: "ack", client_id: "h", conversation, seq: 2 }, NOW).sent).toHaveLength(0);
  });
  test("what is refused for good says why, what is refused for now waits", () => {
    const sent = withSent(NOTHING, message("x"), NOW);
    const refused = fold(sent, { type: "error", code: "too_large", message: "", client_id: "x" }, NOW);
    expect(refused.sent).toMatchObject([{ refused: "too_large", frame: { text: "hello" } }]);
    expect(fold(sent, { type: "error", code: "rate_limited", message: "", client_id: "x", retry_after_ms: 5 }, NOW).sent).toMatchObject([{ again: NOW + 5, frame: { text: "hello" } }]);
    expect(fold(sent, { type: "error", code: "unavailable", message: "", client_id: "x", retry_after_ms: 5 }, NOW)).toEqual(sent);
    expect(withoutSent(refused, "x").sent).toHaveLength(0);
  });
  test("order is the order of writing", () => {
    const two = withSent(withSent(NOTHING, message("x"), NOW), message("y"), NOW);
    expect(two.sent.map((one) => one.frame.client_id)).toEqual(["x", "y"]);
  });
});

describe("what passes", () => {
  test("reading never goes back", () => {
    expect(play([{ type: "read", who: "agent", seq: 5 }, { type: "read", who: "agent", seq: 3 }]).readByPerson).toBe(5);
  });
  test("typing ends by itself, and with the words", () => {
    const typing = play([{ type: "typing", who: "agent", on: true }]);
    expect(typing.typingUntil).toBe(NOW + 6_000);
    expect(fold(typing, frame(event(1, "message", { author: { role: "agent", name: "Lena" }, text: "Hi" })), NOW).typingUntil).toBe(0);
  });
  test("a place is left when a person comes", () => {
    const waiting = play([{ type: "place", expected_by: "2026-01-02T14:19:00Z", ahead: 2 }]);
    expect(waiting.place?.ahead).toBe(2);
    expect(fold(waiting, frame(event(1, "assigned", { agent: { name: "Lena" } })), NOW).place).toBeUndefined();
  });
  test("notices that go on stand with the newest first", () => {
    const items = [["old", "updated"], ["over", "ended"], ["new", "open"]].map(([id, state]) => ({ id, state, title: "t", text: "t" }));
    const ids = (state: State) => state.notices.map((notice) => notice.id);
    expect(ids(play([{ ...welcome(false), notices: items } as unknown as ChatServerFrame]))).toEqual(["new", "old"]);
    expect(ids(play([{ type: "notices", items } as unknown as ChatServerFrame]))).toEqual(["new", "old"]);
  });
  test("every type of the wire is known", () => {
    expect([...KNOWN].sort()).toEqual(["ack", "caught_up", "delta", "error", "event", "history_end", "notices", "place", "read", "suggestions", "typing", "welcome"]);
  });
});
