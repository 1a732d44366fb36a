import { expect, test } from "vitest";

import { type CaseView, told } from "./told";

const now = Date.parse("2026-11-23T14:00:00Z");
const at = (minute: number) => new Date(now + minute * 60_000).toISOString();
const say = (view: CaseView, language: "en" | "zh" = "en") => {
  const { title, tone } = told(view, language, now);
  return [title.replaceAll("\u00a0", " ").replace(/\d\d:\d\d/, "TIME"), tone];
};

test("a promise that runs says by when, one that has passed says so", () => {
  expect(say({ state: "waiting", respond_by: at(15) })).toEqual(["A person replies by TIME, your time", "plain"]);
  expect(told({ state: "waiting", respond_by: at(15) }, "zh", now).more).toBe("还有 15 分钟。");
  expect(say({ state: "waiting", respond_by: at(-5) })).toEqual(["We are late: TIME, your time, has passed", "red"]);
});

test("an answered case says whether the time was kept, and by how much", () => {
  expect(say({ state: "agent", respond_by: at(0), answered_at: at(-10), kept: true })).toEqual(["Answered in time, 10 min before the promise", "pine"]);
  expect(say({ state: "closed", respond_by: at(-30), answered_at: at(-10), kept: false }, "zh")).toEqual(["已回复，晚了 20 分钟", "red"]);
});

test("where nothing was promised, or it ended before, nothing is said to be kept or broken", () => {
  expect(say({ state: "agent", answered_at: at(-1), kept: null })).toEqual(["A person has answered", "plain"]);
  expect(say({ state: "bot" })).toEqual(["No reply by a person is promised", "plain"]);
  expect(say({ state: "resolved", respond_by: at(-5) }, "zh")).toEqual(["没有承诺人工回复的时间", "plain"]);
});

test("the facts name what is known and nothing else", () => {
  expect(told({ state: "agent", respond_by: at(5), resolve_by: at(60) }, "en", now).facts.map(([name]) => name)).toEqual(["Your case", "Reply promised by", "Solution promised by"]);
});
