import { expect, test } from "vitest";

import { actOf, KEYS, type Pressed, shownKeys } from "./keys";

const press = (key: string, more: Partial<Pressed> = {}) => actOf({ key, ctrl: false, shift: false, meta: false, alt: false, inText: false, mac: false, single: true, afterG: false, ...more });

test("single keys act outside text fields, and only while they are turned on", () => {
  expect([press("c"), press("C", { shift: true }), press("r"), press("e")]).toEqual(["claim", "claimNext", "reply", "resolve"]);
  expect([press("o"), press("O", { shift: true })]).toEqual(["takeOffer", "declineOffer"]);
  expect([press("c", { inText: true }), press("c", { single: false }), press("?", { inText: true })]).toEqual([undefined, undefined, undefined]);
});

test("chords act everywhere", () => {
  for (const inText of [true, false])
    expect([press("Enter", { ctrl: true, inText }), press("Enter", { ctrl: true, shift: true, inText }), press("k", { ctrl: true, inText })]).toEqual(["send", "sendResolve", "palette"]);
  expect(press("Escape", { inText: true })).toBe("back");
});

test("on a Mac it is Cmd, and Ctrl is left to the system", () => {
  expect([press("k", { meta: true, mac: true }), press("k", { ctrl: true, mac: true }), press("k", { meta: true })]).toEqual(["palette", undefined, undefined]);
  expect(shownKeys("sendResolve", true)).toEqual(["⌘", "⇧", "↵"]);
});

test("the browser's own chords are left alone", () => {
  expect([press("c", { ctrl: true }), press("r", { ctrl: true }), press("a", { alt: true })]).toEqual([undefined, undefined, undefined]);
});

test("G waits for a second key, which then means a place and nothing else", () => {
  expect([press("g"), press("c", { afterG: true }), press("d", { afterG: true }), press("s", { afterG: true }), press("e", { afterG: true })]).toEqual(["g", "cases", "documents", "settings", undefined]);
});

test("signs count as typed, whichever keys make them", () => {
  expect([press("?", { shift: true }), press("/"), press("[", { shift: true }), press("]")]).toEqual(["keys", "search", "queue", "side"]);
});

test("no two acts share their keys", () => {
  const all = Object.values(KEYS).map((keys) => keys.join(" "));
  expect(new Set(all).size).toBe(all.length);
});
