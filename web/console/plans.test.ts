import { expect, test } from "vitest";

import { asInbox, following, isOwn, madeOwn, plansOf, whoseOf, withoutPlan, withPlan } from "./plans";
import { at, type Doc, put } from "./policy";

const targets = { critical: { respond: "15m", clock: "auto" }, usage: { respond: "4h", clock: "auto" } };
const doc: Doc = {
  zone: "Asia/Shanghai",
  hours: { mon: ["09:00-18:00"] },
  documents: ["**"],
  targets,
  bot: { tries_max: 2 },
  plan: [
    { plan: "gold", targets: { ...targets, critical: { respond: "5m", clock: "auto" } }, later: { field: 1 } },
    { account: ["acme", "globex"], documents: ["acme/**"] },
  ],
};

test("a contract says for whom it is, and which groups are its own", () => {
  expect(plansOf(doc).map(whoseOf)).toEqual([["gold"], ["acme", "globex"]]);
  expect([isOwn(plansOf(doc)[0], "targets"), isOwn(plansOf(doc)[0], "hours"), isOwn(plansOf(doc)[1], "documents")]).toEqual([true, false, true]);
  expect(plansOf({})).toEqual([]);
});

test("a group of its own starts as the inbox has it, and goes back to it; what the form does not know stays", () => {
  const own = madeOwn(doc, 1, "bot");
  expect(plansOf(own)[1]).toEqual({ account: ["acme", "globex"], documents: ["acme/**"], bot: { tries_max: 2 } });
  const changed = put(own, ["plan", 1, "bot", "tries_max"], 1);
  expect([at(changed, ["bot", "tries_max"]), at(changed, ["plan", 1, "bot", "tries_max"])]).toEqual([2, 1]);
  expect(asInbox(own, 1, "bot")).toEqual(doc);
  expect(at(asInbox(doc, 0, "targets"), ["plan", 0])).toEqual({ plan: "gold", later: { field: 1 } });
});

test("hours of its own are those of the inbox, in its zone; around the clock stays so beside hours of the inbox", () => {
  expect(plansOf(madeOwn(doc, 0, "hours"))[0]).toMatchObject({ zone: "Asia/Shanghai", teams: [], hours: { mon: ["09:00-18:00"] } });
  const always = put(madeOwn(doc, 0, "hours"), ["plan", 0, "hours"], undefined);
  expect(isOwn(plansOf(following(always))[0], "hours")).toBe(true);
});

test("contracts come and go, the others stay as they are", () => {
  expect(plansOf(withPlan(doc))).toEqual([...plansOf(doc), {}]);
  expect(plansOf(withoutPlan(doc, 0))).toEqual([plansOf(doc)[1]]);
  expect("plan" in withoutPlan(withoutPlan(doc, 0), 0)).toBe(false);
});

test("what a contract says as the inbox does follows the inbox from then on", () => {
  const written = [0, 1].reduce((full, index) => (["locale", "documents", "hours", "targets", "routing", "bot"] as const).reduce((held, group) => (isOwn(plansOf(held)[index], group) ? held : madeOwn(held, index, group)), full), doc);
  expect(plansOf(written)[1]).toMatchObject({ bot: { tries_max: 2 }, targets, zone: "Asia/Shanghai" });
  expect(following(written)).toEqual(doc);
});
