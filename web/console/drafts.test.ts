import { expect, test } from "vitest";

import { BLANK, givenBack, lengthOf, loadDrafts, waitsAfter, withDraft } from "./drafts";

test("a reply and a note of one conversation are kept apart", () => {
  const drafts = withDraft(withDraft(new Map(), "a", { reply: "words" }), "a", { mode: "note", note: "remark" });
  expect(drafts.get("a")).toEqual({ mode: "note", reply: "words", note: "remark" });
});

test("what is empty is not kept, and the machine's words go with the text they stood in", () => {
  const drafted = withDraft(new Map(), "a", { reply: "words [1]", note: "n", drafted: { text: "words [1]", citations: [] } });
  expect(withDraft(drafted, "a", { reply: "" }).get("a")).toEqual({ mode: "reply", reply: "", note: "n" });
  expect(withDraft(withDraft(new Map(), "a", { reply: "x" }), "a", { reply: "" }).size).toBe(0);
});

test("a text that was refused comes back before what has been written since, once", () => {
  const drafts = withDraft(new Map(), "a", { reply: "second" });
  const back = givenBack(drafts, "a", "reply", "first");
  expect(back.get("a")?.reply).toBe("first\n\nsecond");
  expect(givenBack(back, "a", "reply", "first")).toBe(back);
});

test("two hundred conversations are kept, those touched last", () => {
  let drafts = withDraft(new Map(), "first", { reply: "x" });
  for (let n = 0; n < 200; n++) drafts = withDraft(drafts, `c${n}`, { reply: "x" });
  expect([drafts.size, drafts.has("first"), drafts.has("c199")]).toEqual([200, false, true]);
});

test("a broken store is an empty one", () => {
  expect(loadDrafts("lena", "{broken").size).toBe(0);
});

test("characters are counted as the server counts them", () => {
  expect([lengthOf("abc"), lengthOf("中文"), lengthOf("👍")]).toEqual([3, 2, 1]);
});

test("the user is waited for where the words ask something, unless the agent has chosen; the choice goes with the words", () => {
  const asks = (reply: string, waits?: boolean) => waitsAfter({ ...BLANK, reply, waits });
  expect([asks("Which version?"), asks("哪个版本？"), asks("Done."), asks("Which?", false), asks("Tell me.", true)]).toEqual([true, true, false, false, true]);
  const chosen = withDraft(new Map(), "a", { reply: "Tell me.", note: "n", waits: true });
  expect(withDraft(chosen, "a", { reply: "" }).get("a")?.waits).toBeUndefined();
});
