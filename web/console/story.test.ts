import { expect, test } from "vitest";

import type { Answer, Event } from "../shared/wire";
import { drawnForUser, endsOf, entriesOf, outcomeOf, tell } from "./story";
import { en } from "./words/en";
import { zh } from "./words/zh";

let seq = 0;
const event = (kind: string, body: unknown): Event => ({ id: "e", conversation: "c", seq: ++seq, at: "2026-11-23T14:00:00Z", kind, body }) as Event;
const events = [
  event("opened", { locale: "en" }),
  event("message", { author: { role: "user" }, text: "words" }),
  event("triaged", { locale: "en", severity: 2, reasons: ["secret reason"] }),
  event("note", { author: { role: "agent" }, text: "secret note" }),
  event("handoff_requested", { by: "user", reason: "frustrated", dossier: {} }),
  event("queued", { queue: "default", tier: 1, severity: 2, respond_by: "2026-11-23T14:19:00Z" }),
  event("severity_changed", { from: 2, to: 1, by: { id: "jun", name: "Jun" }, reason: "secret why" }),
  event("released", { by: "agent", reason: "secret release" }),
];
const teller = { t: en, me: "lena", nameOf: () => "Jun", at: () => "14:19" };

test("what happened between two messages shares one line", () => {
  expect(entriesOf(events).map((entry) => (entry.is === "line" ? entry.events.length : entry.is))).toEqual([1, "message", 1, "note", 4]);
});

test("what the server keeps from the user is not made up: no reason, no severity, no one's own name", () => {
  expect(tell(event("triaged", { locale: "en" }), teller)).toBe("The case was judged");
  expect(tell(event("released", { by: "agent" }), teller)).toBe("Given back to the queue");
  expect(tell(event("assigned", { agent: { name: "Lena" } }), teller)).toBe("Taken by Lena");
});

test("a happening is told in words, in both languages", () => {
  expect(tell(events[4]!, teller)).toBe("Passed on by the user: the user is annoyed");
  expect(tell(events[5]!, teller)).toBe("In the queue default, tier 1, a reply by 14:19");
  expect(tell(events[5]!, { ...teller, t: zh })).toBe("进入队列 default，1 线，14:19 前回复");
  expect(tell(event("transferred", { by: "agent", to: { agent: "jun" }, reason: "knows it" }), teller)).toBe("Transferred to Jun: knows it");
  expect(tell(event("transferred", { by: "agent", to: { tier: 2 }, reason: "audio", asked: "read the logs" }), teller)).toBe("Transferred to tier 2: audio · Asked: read the logs");
  expect(tell(event("transferred", { by: "agent", to: { agent: "jun" } }), { ...teller, t: zh, nameOf: () => "俊" })).toBe("转交给俊");
});

test("offers, pages and promises are told in words, in both languages", () => {
  const offered = (state: string, id: string) => event("offered", { agent: { id, name: "Jun" }, state, until: "2026-11-23T14:19:00Z" });
  expect([offered("open", "lena"), offered("declined", "jun"), offered("lapsed", "lena")].map((one) => tell(one, teller))).toEqual(["Offered to you", "Jun did not take it", "You did not answer in time"]);
  expect(tell(offered("open", "jun"), { ...teller, t: zh })).toBe("已请 Jun 接手");
  expect(tell(event("paged", { tier: 2, reason: "unclaimed", n: 2 }), teller)).toBe("Called whoever is on call at tier 2, call 2: nobody took it in time");
  const calls = [1, 2, 3].map((n) => event("paged", { tier: 2, reason: "unclaimed", n }));
  expect(entriesOf([event("paged", { tier: 1, reason: "critical", n: 1 }), ...calls])).toMatchObject([{ events: [{ body: { tier: 1 } }, { body: { tier: 2, n: 3 } }] }]);
  const waits = event("queued", { queue: "default", tier: 1, respond_by: "2026-11-23T14:19:00Z", expected_by: "2026-11-24T09:00:00Z" });
  expect(tell(waits, { ...teller, at: (time) => time })).toContain("the user was told 2026-11-24T09:00:00Z");
  expect(tell(waits, { ...teller, at: (time) => time, toUser: true })).toBe("a reply by 2026-11-24T09:00:00Z");
  const unanswered = event("paged", { tier: 1, reason: "unanswered", n: 1 });
  expect(tell(unanswered, teller)).toBe("Called whoever is on call at tier 1: an agent has it and has not answered");
  expect(tell(unanswered, { ...teller, t: zh })).toMatch(/：已接手但迟迟未回复$/);
  const sla = (state: string) => event("sla", { target: "next_response", state, due: "2026-11-23T14:19:00Z" });
  expect([sla("promised"), sla("breached")].map((one) => tell(one, teller))).toEqual(["Next reply promised by 14:19", "Next reply was missed"]);
  expect([sla("promised"), sla("met")].map((one) => tell(one, { ...teller, t: zh }))).toEqual(["承诺 14:19 前再次回复", "再次回复已兑现"]);
});

test("a correction is told with what it changed, by whom and why, in both languages", () => {
  const corrected = event("corrected", { by: { id: "jun", name: "Jun" }, topic: "billing", mood: "calm", reason: "an invoice" });
  expect(tell(corrected, teller)).toBe("Jun corrected: topic billing, sounds calm · an invoice");
  expect(tell(corrected, { ...teller, t: zh })).toBe("Jun更正：主题 billing，语气平静 · an invoice");
  const own = event("corrected", { by: { id: "lena", name: "Lena" }, product: "Pro", locale: "zh" });
  expect(tell(own, teller)).toBe("You corrected: product Pro, writes 中文");
  expect(drawnForUser([corrected, own])).toEqual([]);
  expect(tell(event("triaged", { locale: "en", severity: 2, topic: "billing", product: "Pro" }), teller)).toBe("Judged: 2 Degraded, billing, Pro");
});

test("a kind that nobody here knows is told as such", () => {
  expect(tell(event("from_the_future", {}), teller)).toBe(en.talk.other);
});

test("a turn that a fixed line settled is never told as solved, nor as nothing found", () => {
  const line = { mode: "fixed", outcome: "none", final: true, citations: [] } as unknown as Answer;
  const log = [
    event("message", { author: { role: "user" }, text: "that did not help", reply: "r" }),
    event("message", { author: { role: "bot" }, text: "Shall a person look at it?", reply: "r", answer: line }),
    event("turn_ended", { reply: "r", outcome: "settled", ms: {} }),
  ];
  for (const t of [en, zh]) {
    expect(tell(log[2]!, { ...teller, t })).not.toMatch(/solved|解决/i);
    expect(outcomeOf(line, endsOf(log).get("r"), t)).toBeUndefined();
    expect(outcomeOf(line, "none", t)).toBe(t.talk.outcome.none);
    expect(outcomeOf({ ...line, outcome: "asked" }, "asked", t)).toBe(t.talk.outcome.asked);
  }
});

test("through the user's eyes only what the widget draws is left", () => {
  const queued = (respond_by: string) => event("queued", { queue: "default", tier: 1, respond_by });
  const log = [
    event("opened", { locale: "en" }),
    event("message", { author: { role: "user" }, text: "words", reply: "r" }),
    event("triaged", { locale: "en" }),
    event("suggested", { reply: "r", items: [{}] }),
    event("message", { author: { role: "bot" }, text: "answer", reply: "r" }),
    event("turn_ended", { reply: "r", outcome: "answered", ms: {} }),
    event("feedback", { reply: "r", solved: false }),
    event("handoff_requested", { by: "user", dossier: {} }),
    queued("2026-11-23T14:19:00Z"),
    queued("2026-11-23T14:29:00Z"),
    event("assigned", { agent: { name: "Lena" } }),
    event("contact_updated", { email: "a@b.example" }),
    event("dossier", { dossier: {} }),
    event("from_the_future", {}),
  ];
  expect(drawnForUser(log).map(({ kind }) => kind)).toEqual(["message", "suggested", "message", "handoff_requested", "queued", "assigned"]);
  expect(tell(log[9]!, { ...teller, toUser: true })).toBe("a reply by 14:19");
  expect(drawnForUser(log.slice(0, 7)).at(-1)?.kind).toBe("feedback");
});
