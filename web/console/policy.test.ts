import { expect, test } from "vitest";

import { at, comingDates, feedDates, fromScene, linesOf, listAt, listOf, put, spanOf, tableAt, tableOf, textAt, wrongAt } from "./policy";

const doc = {
  zone: "Asia/Shanghai",
  hours: { mon: ["09:00-12:30", "13:30-18:00"], dates: { "2026-10-10": ["09:00-18:00"], "2026-10-01": [] } },
  bot: { tries_max: 2, never_wait: "critical" },
  team: [{ name: "berlin" }, { name: "oslo", hours: { mon: ["08:00-16:00"] } }],
};

test("a document is read by path, also where nothing stands", () => {
  expect([textAt(doc, ["zone"]), textAt(doc, ["bot", "tries_max"]), textAt(doc, ["routing", "offers"]), textAt(doc, ["team", 1, "name"])]).toEqual(["Asia/Shanghai", "2", "", "oslo"]);
  expect([listAt(doc, ["bot", "never_wait"]), listAt(doc, ["hours", "mon"]), listAt(doc, ["hours", "sun"])]).toEqual([["critical"], ["09:00-12:30", "13:30-18:00"], []]);
});

test("a change touches its place alone, and keeps what the form does not know", () => {
  const changed = put(put(doc, ["hours", "sat"], ["10:00-14:00"]), ["team", 1, "hours", "mon"], []);
  expect(at(changed, ["hours", "sat"])).toEqual(["10:00-14:00"]);
  expect(at(changed, ["team", 1, "hours", "mon"])).toEqual([]);
  expect(changed.team[0]).toBe(doc.team[0]);
  expect(at(doc, ["hours", "sat"])).toBeUndefined();
  expect(Object.keys(put(doc, ["zone"], "UTC"))).toEqual(Object.keys(doc));
  expect(at(put(doc, ["zone"], undefined), ["zone"])).toBeUndefined();
  expect(put(doc, ["team", 0], undefined).team.map((team) => team.name)).toEqual(["oslo"]);
});

test("spans of a day are drawn where they are spans", () => {
  expect([spanOf("09:00-12:30"), spanOf("22:00 – 24:00"), spanOf("18:00-09:00"), spanOf("nine"), spanOf("20:00-25:00")]).toEqual([{ from: 540, to: 750 }, { from: 1320, to: 1440 }, undefined, undefined, undefined]);
  expect(listOf("09:00-12:30，13:30-18:00; 20:00-21:00\n")).toEqual(["09:00-12:30", "13:30-18:00", "20:00-21:00"]);
});

test("tables are written as lines and read again", () => {
  const needs = { billing: ["billing:2"], streaming: ["streaming:2", "zh"] };
  expect(tableOf(linesOf(Object.entries(needs)))).toEqual(needs);
  expect(tableOf("登录：account:1，zh\nno colon\n")).toEqual({ 登录: ["account:1", "zh"] });
  expect(tableAt(doc, ["hours", "dates"])).toEqual([["2026-10-01", []], ["2026-10-10", ["09:00-18:00"]]]);
});

test("of many dates those to come are shown, and what is wrong", () => {
  const dates = ["2025-01-01", "2026-10-01", "2026-10-10", "2027-01-01"].map((date): [string, string[]] => [date, []]);
  expect(comingDates(dates, "2026-10-01", 2, (date) => date === "2025-01-01")).toEqual(["2025-01-01", "2026-10-01", "2026-10-10"]);
});

test("what was read of a calendar by address is found for whoever names it, in their zone", () => {
  const url = "https://calendar.example.com/cn.ics";
  const fed = (zone: string, closed: string) => ({ url, zone, closed: [closed], working: ["2026-10-10"] });
  const policy = { zone: "Asia/Shanghai", hours: { mon: ["09:00-18:00"], holidays: url }, team: [{ name: "berlin", zone: "Europe/Berlin", hours: { holidays: url } }, { name: "oslo", hours: {} }], plan: [{ plan: "gold", hours: { holidays: url } }], feed: [fed("Europe/Berlin", "2026-12-25"), fed("Asia/Shanghai", "2026-10-01")] };
  expect(feedDates(policy, [])).toEqual([["2026-10-01", false], ["2026-10-10", true]]);
  expect(feedDates(policy, ["team", 0])).toEqual([["2026-10-10", true], ["2026-12-25", false]]);
  expect(feedDates(policy, ["team", 1])).toBeUndefined();
  expect(feedDates(policy, ["plan", 0])).toEqual(feedDates(policy, []));
  // Another address, or another zone, has not been read yet.
  expect([feedDates(put(policy, ["hours", "holidays"], `${url}?v=2`), []), feedDates(put(policy, ["zone"], "UTC"), [])]).toEqual([[], []]);
});

test("what is wrong is told at its field, teams counted from 1 as the server does", () => {
  const errors = [{ field: "hours.mon", detail: "overlap" }, { field: "team.2.hours.mon", detail: "no span" }, { field: "", detail: "whole" }];
  expect(wrongAt(errors, ["hours", "mon"])).toEqual(["overlap"]);
  expect(wrongAt(errors, ["team", 1, "hours", "mon"])).toEqual(["no span"]);
  expect(wrongAt(errors, ["hour"])).toEqual([]);
});

test("a ready policy keeps when and where the inbox answers", () => {
  expect(fromScene(doc, "live_show")).toEqual({ scene: "live_show", zone: doc.zone, hours: doc.hours, team: doc.team });
});
