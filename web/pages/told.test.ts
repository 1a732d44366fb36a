import { expect, test } from "vitest";

import { type CaseView, told as toldOf } from "./told";

const now = Date.parse("2026-11-23T14:00:00Z");
const at = (minute: number) => new Date(now + minute * 60_000).toISOString();
type View = Omit<CaseView, "key">;
const told = (view: View, language: "en" | "zh", at: number) => toldOf({ ...view, key: "" }, language, at);
const say = (view: View, language: "en" | "zh" = "en") => {
  const { title, tone } = told(view, language, now);
  return [title.replaceAll("\u00a0", " ").replace(/\d\d:\d\d/, "TIME"), tone];
};

test("a promise that runs says by when, one that has passed says so", () => {
  expect(say({ state: "waiting", respond_by: at(15) })).toEqual(["A person replies by TIME, your time", "plain"]);
  expect(told({ state: "waiting", respond_by: at(15) }, "zh", now).more).toBe("还有 15 分钟。");
  expect(say({ state: "waiting", respond_by: at(-5) })).toEqual(["We are late: TIME, your time, has passed", "red"]);
});

test("while nobody is there, the time that holds is told, and a broken promise is not hidden by a new one", () => {
  const time = (minute: number) => new Date(now + minute * 60_000).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const later = told({ state: "waiting", respond_by: at(15), expected_by: at(90) }, "en", now);
  expect([later.title, later.more, later.facts[1]]).toEqual([`A person replies by ${time(90)}, your time`, "Nobody is here now. 1\u00a0h 30 left.", ["Reply promised by", time(15)]]);
  expect(told({ state: "waiting", respond_by: at(-5), expected_by: at(20), kept: false }, "en", now)).toMatchObject({ tone: "red", more: `New time: a reply by ${time(20)}.` });
  expect(told({ state: "waiting", respond_by: at(20), kept: false }, "zh", now)).toMatchObject({ title: "我们迟了", more: `新的时间：${time(20)} 前回复。` });
  expect(told({ state: "waiting", respond_by: at(-5), kept: false }, "en", now).more).toBe("Your case keeps its place, and a person will reply.");
});

test("where the time was moved, it is said whether it was kept, and not by how much", () => {
  expect(say({ state: "agent", respond_by: at(0), answered_at: at(-10), kept: false })).toEqual(["Answered later than promised", "red"]);
  expect(say({ state: "agent", respond_by: at(-10), answered_at: at(0), kept: true }, "zh")).toEqual(["已按时回复", "pine"]);
});

test("an answered case says whether the time was kept, and by how much", () => {
  expect(say({ state: "agent", respond_by: at(0), answered_at: at(-10), kept: true })).toEqual(["Answered in time, 10 min before the promise", "pine"]);
  expect(say({ state: "closed", respond_by: at(-30), answered_at: at(-10), kept: false }, "zh")).toEqual(["已回复，晚了 20 分钟", "red"]);
});

test("where nothing was promised, or it ended before, nothing is said to be kept or broken", () => {
  expect(say({ state: "agent", answered_at: at(-1), kept: null })).toEqual(["A person has answered", "plain"]);
  expect(say({ state: "bot" })).toEqual(["No reply by a person is promised", "plain"]);
  expect(say({ state: "resolved", respond_by: at(-5) }, "zh")).toEqual(["在需要人工回复之前已经结束", "plain"]);
});

test("a promise that was broken before the end is told as broken", () => {
  expect(say({ state: "closed", respond_by: at(-30), kept: false })).toEqual(["No person answered in time", "red"]);
  expect(say({ state: "resolved", respond_by: at(-30), kept: false }, "zh")).toEqual(["没有人工客服按时回复您", "red"]);
  expect(say({ state: "resolved", respond_by: at(-30), answered_at: at(-10), kept: false })).toEqual(["Answered 20 min late", "red"]);
});

test("the facts name what is known and nothing else", () => {
  expect(told({ state: "agent", respond_by: at(5), resolve_by: at(60) }, "en", now).facts.map(([name]) => name)).toEqual(["Your case", "Reply promised by", "Solution promised by"]);
});
