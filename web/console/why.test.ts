import { expect, test } from "vitest";

import type { QueueItem, Why } from "../shared/wire";
import { offerOf, offersTo, whyOf } from "./why";
import { en } from "./words/en";
import { zh } from "./words/zh";

const NOW = Date.parse("2026-11-23T14:00:00Z");
const at = (time: string) => time.slice(11, 16);
const item = (conversation: string, more: Partial<QueueItem> = {}): QueueItem => ({
  conversation, seq: 5, inbox: "default", locale: "en", present: true, queue: "default", severity: 3, state: "waiting", subject: conversation, tier: 1, waiting_since: "2026-11-23T13:00:00Z", ...more,
});

test("every reason has words in both languages, and what a newer server knows is left out", () => {
  const why = [
    { because: "critical" }, { because: "overdue", due: "2026-11-23T13:50:00Z" }, { because: "due", due: "2026-11-23T14:20:00Z" }, { because: "waits", since: "2026-11-23T13:00:00Z" },
    { because: "tier", tier: 2 }, { because: "skill", skill: "billing", level: 3 }, { because: "same_agent" }, { because: "from_the_future" },
  ] as Why[];
  expect(whyOf(why, en, at, NOW)).toEqual([
    "A core function is down: before everything else, for everybody who is there", "A promise was due at 13:50", "A promise is due at 14:20", "Nothing is promised; it waits since 13:00",
    "It was sent up to tier 2", "It asks for billing, level 3 or more", "You had it before",
  ]);
  expect(whyOf(why, zh, at, NOW)).toHaveLength(7);
});

test("a time that has passed since it was told is said as passed", () => {
  expect(whyOf([{ because: "due", due: "2026-11-23T13:59:59Z" }], en, at, NOW)).toEqual(["A promise was due at 13:59"]);
});

test("an offer stands until its time, while the case waits", () => {
  const offered = { offered_to: "me", offered_until: "2026-11-23T14:00:30Z" };
  expect(offerOf(item("a", offered), NOW)).toEqual({ to: "me", until: NOW + 30_000 });
  expect(offerOf(item("a", offered), NOW + 30_000)).toBeUndefined();
  expect(offerOf(item("a", { ...offered, state: "agent" }), NOW)).toBeUndefined();
});

test("one's own offers, the one that lapses first before the others", () => {
  const items = [item("late", { offered_to: "me", offered_until: "2026-11-23T14:00:40Z" }), item("soon", { offered_to: "me", offered_until: "2026-11-23T14:00:20Z" }), item("jun", { offered_to: "jun" }), item("none")];
  expect(offersTo(items, "me", NOW).map((one) => one.conversation)).toEqual(["soon", "late"]);
  expect(offersTo(items, undefined, NOW)).toEqual([]);
});
