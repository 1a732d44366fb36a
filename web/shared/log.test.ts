import { describe, expect, test } from "vitest";
import { EMPTY, newest, withDelta, withEvent } from "./log";
import type { Block, Delta, Event } from "./wire";

const paragraph = (text: string): Block => ({ type: "paragraph", inlines: [{ type: "text", text }] });
const delta = (over: Partial<Delta>): Delta => ({ conversation: "c", reply: "r", attempt: 1, n: 1, at: 0, text: "", blocks: [paragraph("one")], ...over });
const final = { id: "e", conversation: "c", seq: 4, at: "2026-01-02T14:00:00Z", kind: "message", body: { author: { role: "bot" }, text: "one", reply: "r", answer: { final: true } } } as unknown as Event;

describe("a draft", () => {
  test("grows by replacing what comes after `at`", () => {
    const log = withDelta(withDelta(EMPTY, delta({})), delta({ n: 2, at: 1, blocks: [paragraph("two")] }));
    expect(log.draft?.blocks).toEqual([paragraph("one"), paragraph("two")]);
  });
  test("ignores what is old: a lower n, a lower attempt, a step on what was never seen", () => {
    const log = withDelta(withDelta(EMPTY, delta({})), delta({ n: 2, attempt: 2, blocks: [paragraph("anew")] }));
    expect(withDelta(log, delta({ n: 9 }))).toBe(log);
    expect(withDelta(log, delta({ attempt: 2, n: 2, at: 1 }))).toBe(log);
    expect(withDelta(log, delta({ attempt: 2, n: 3, at: 5 }))).toBe(log);
  });
  test("ends with its message, and does not come back", () => {
    const log = withEvent(withDelta(EMPTY, delta({})), final);
    expect(log.draft).toBeUndefined();
    expect(withDelta(log, delta({ n: 5 }))).toBe(log);
    expect(newest(log)).toBe(4);
  });
  test("goes on below an interim answer", () => {
    const interim = { ...final, body: { ...(final as { body: object }).body, answer: { final: false } } } as unknown as Event;
    expect(withEvent(withDelta(EMPTY, delta({})), interim).draft).toBeDefined();
  });
});
