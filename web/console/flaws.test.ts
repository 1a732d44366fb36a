import { expect, test } from "vitest";

import { type Flaw, flawsOf, flawToldBy, millisecondsOf, sayTold } from "./flaws";
import type { Doc } from "./policy";
import { zhLead } from "./words/zh.lead";

function check(doc: Doc, ...want: (Flaw & { at: string })[]): void {
  expect(flawsOf(doc).map(({ field, flaw }) => ({ at: field, ...flaw }))).toEqual(want);
}
const hours = (mon: string[], more: Doc = {}) => ({ zone: "Asia/Shanghai", hours: { mon, ...more } });

test("a sound policy has no flaw, also where it leaves things out", () => {
  check({});
  check({ ...hours(["09:00-12:30", "13:30 – 24:00"], { dates: { "2026-10-01": [] } }), targets: { usage: { respond: "1.5h", resolve: "none", clock: "auto" } }, routing: { offer_for: "30s", needs: { billing: ["billing:2", "a:b:5", "zh"] }, needs_all: ["live"], on_call: "always" }, plan: [{ plan: "gold" }] });
});

test("spans that cannot be read, end before they begin or overlap are told at their day", () => {
  check(hours(["nine", "18:00-09:00", "09:75-10:00", "25:00-26:00"]), { at: "hours.mon", is: "span", text: "nine" }, { at: "hours.mon", is: "backwards", text: "18:00-09:00" }, { at: "hours.mon", is: "span", text: "09:75-10:00" }, { at: "hours.mon", is: "span", text: "25:00-26:00" });
  check(hours(["12:00-18:00", "09:00-12:30"]), { at: "hours.mon", is: "overlap", text: "09:00-12:30", other: "12:00-18:00" });
  check(hours(["09:00-09:00"]), { at: "hours.mon", is: "backwards", text: "09:00-09:00" });
  check(hours(["09:00-10:00"], { dates: { "2026-13-40": [], "2026-10-10": ["x"] } }), { at: "hours.dates.2026-13-40", is: "date", text: "2026-13-40" }, { at: "hours.dates.2026-10-10", is: "span", text: "x" });
});

test("hours need a zone that there is, and open some day", () => {
  check({ hours: { mon: ["09:00-18:00"] } }, { at: "zone", is: "noZone" });
  check({ zone: "Asia/Nowhere" }, { at: "zone", is: "zone", text: "Asia/Nowhere" });
  check(hours([]), { at: "hours", is: "neverOpen" });
  check({ team: [{ name: "berlin", zone: "+02:00", hours: { mon: ["1"] } }, { name: "berlin" }, { name: "" }] },
    { at: "team.1.zone", is: "zone", text: "+02:00" }, { at: "team.1.hours.mon", is: "span", text: "1" },
    { at: "team.2.name", is: "taken", text: "berlin" }, { at: "team.3.name", is: "noName" });
});

test("a calendar of holidays is named by an address", () => {
  const named = (holidays: string) => hours(["09:00-18:00"], { holidays });
  for (const sound of ["https://calendar.example.com/a@b.ics", "https://calendar.example.com", "http://127.0.0.1:8000/cn.ics"]) check(named(sound));
  for (const text of ["webcal://calendar.example.com/cn.ics", "http://calendar.example.com/cn.ics", "https://me@calendar.example.com", "holidays.ics"]) check(named(text), { at: "hours.holidays", is: "address", text });
});

test("durations carry a unit, and a solution is not promised before an answer", () => {
  expect(["15m", "1h 30m", "1.5h", "250ms", "15", "", "1 fortnight", "-5s"].map(millisecondsOf)).toEqual([900_000, 5_400_000, 5_400_000, 250, undefined, undefined, undefined, undefined]);
  check({ targets: { critical: { respond: "none", warn_resolve: "none" }, usage: { respond: "4h", resolve: "1h" } }, close_after: "7" },
    { at: "targets.critical.respond", is: "duration", text: "none" }, { at: "targets.usage.resolve", is: "shorter" }, { at: "close_after", is: "duration", text: "7" });
});

test("what is asked of agents is a skill with a level from 1 to 5", () => {
  check({ routing: { needs: { billing: ["billing:9"] }, needs_all: ["live:two", ":2"] } },
    { at: "routing.needs_all", is: "need", text: "live:two" }, { at: "routing.needs_all", is: "need", text: ":2" }, { at: "routing.needs.billing", is: "need", text: "billing:9" });
  check({ routing: { needs_product: { Pro: ["pro:2", "pro:0"] } } }, { at: "routing.needs_product.Pro", is: "need", text: "pro:0" });
});

test("a contract is for somebody, for nobody twice, and checked as its inbox is", () => {
  check({ zone: "UTC", plan: [{ targets: {} }, { plan: ["gold", "acme"] }, { plan: "gold", account: "acme", hours: { mon: ["x"] }, documents: [], bot: {} }] },
    { at: "plan.1.plan", is: "nobody" }, { at: "plan.3.plan", is: "taken", text: "gold" }, { at: "plan.3.hours.mon", is: "span", text: "x" }, { at: "plan.3.documents", is: "noDocuments" });
});

test("a team that only the server knows not to be there is told as one; other words of the server stay its own", () => {
  expect(flawToldBy({ field: "plan.1.routing.on_call", detail: 'there is no team "oslo"; known are berlin' })).toEqual({ is: "team", text: "oslo" });
  expect([flawToldBy({ field: "teams", detail: "has 200 teams" }), flawToldBy({ field: "queue", detail: 'there is no team "oslo"' })]).toEqual([undefined, undefined]);
});

test("an hour without anybody is told as one, refused or not", () => {
  const gap = (which: string) => `severity ${which} promises an answer within 45m around the clock, but nobody is there from Friday 2026-11-27 18:00 (Asia/Shanghai); `;
  const told = { within: "45m", from: "2026-11-27 18:00 (Asia/Shanghai)" };
  const [critical, degraded] = [gap("1 (critical)"), gap("2 (degraded)")];
  expect(flawToldBy({ field: "targets.critical.clock", detail: `${critical}whoever asks then is told the next opening. Name who is on call in routing.on_call` })).toEqual({ is: "uncovered", level: 1, ...told });
  expect(flawToldBy({ field: "plan.1.targets.critical.clock", detail: `${critical}name who is on call in routing.on_call, or count opening hours: clock = "open"` })).toEqual({ is: "unkept", level: 1, ...told });
  expect(flawToldBy({ field: "targets.degraded.clock", detail: `${degraded}whoever asks then is told the next opening. To promise no more, count opening hours: clock = "open"` })).toEqual({ is: "uncovered", level: 2, ...told });
  expect(flawToldBy({ field: "targets.degraded.clock", detail: `${degraded}count opening hours: clock = "open". Who is on call is paged for severity 1 alone` })).toEqual({ is: "unkept", level: 2, ...told });
});

test("what only the server knows is said in its words, introduced in the reader's language", () => {
  expect(sayTold({ field: "documents", detail: '"[" is no glob' }, zhLead.policy).detail).toBe('服务器的说明（英文）："[" is no glob');
  expect(sayTold({ field: "teams", detail: 'there is no team "oslo"; write one' }, zhLead.policy).detail).toBe("没有团队“oslo”。请填写已有的团队，或先在策略中添加。");
});
