import { beforeEach, expect, test } from "vitest";

import type { Change } from "./frames";
import { Endings } from "./kept";

const reply = (client_id: string): Change => ({ type: "reply", client_id, conversation: "c", claim: 3, text: "words" });

beforeEach(() => {
  const kept = new Map<string, string>();
  const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value), removeItem: (key: string) => void kept.delete(key) };
  Object.assign(globalThis, { localStorage: storage });
});

test("a reply that is to end its case still does after a reload, and once", () => {
  new Endings("lena", []).wish("a");
  const next = new Endings("lena", [reply("a"), reply("b")]);
  expect([next.take("b"), next.take("a"), next.take("a")]).toEqual([false, true, false]);
  expect(new Endings("lena", [reply("a")]).take("a")).toBe(false);
});

test("a wish for a reply that does not wait any more is let go, and none is another agent's", () => {
  new Endings("lena", []).wish("a");
  expect(new Endings("jun", [reply("a")]).take("a")).toBe(false);
  expect(new Endings("lena", []).take("a")).toBe(false);
});
