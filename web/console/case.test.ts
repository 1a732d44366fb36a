import { expect, test } from "vitest";

import type { Event } from "../shared/wire";
import { assessmentOf, claimOf, correctionOf, factsOf } from "./case";
import { responseOf } from "./promises";

let seq = 0;
const at = (minute: number) => `2026-11-23T14:${String(minute).padStart(2, "0")}:00.000Z`;
const event = (minute: number, kind: string, body: unknown): Event => ({ id: "e", conversation: "c", seq: ++seq, at: at(minute), kind, body }) as Event;
const said = (minute: number, role: string) => event(minute, "message", { author: { role }, text: "words" });
const dossier = (version: number) => ({ version, problem: `version ${version}`, asked: [], claims: [], documents: [], environment: [], tried: [], locale: "en", written_by: "rules" });

function log(...more: (() => Event)[]): Event[] {
  seq = 0;
  return [
    event(0, "opened", { inbox: "default", contact: "u", context: { version: "1.0" }, locale: "en", policy: 1 }),
    said(0, "user"),
    event(1, "triaged", { locale: "zh", severity: 2, reasons: ["every 30 seconds", null] }),
    event(2, "handoff_requested", { by: "user", reason: "requested", dossier: dossier(1) }),
    event(2, "queued", { queue: "default", tier: 1, severity: 2, respond_by: at(30), resolve_by: at(59) }),
    ...more.map((make) => make()),
  ];
}

test("a case that waits names its promises and owes the user words since it was handed off", () => {
  expect(factsOf(log())).toMatchObject({ owner: { is: "waiting" }, locale: "zh", severity: 2, reasons: ["every 30 seconds"], owedSince: at(2), firstReplyAt: undefined });
});

const ms = (minute: number) => Date.parse(at(minute));
const sla = (minute: number, target: string, state: string, due: number) => event(minute, "sla", { target, state, due: at(due) });

test("the first reply is promised from the handoff, the solution from the first words; a claim or a note keeps neither", () => {
  const take = () => event(3, "assigned", { agent: { id: "lena", name: "Lena" } });
  const { promises } = factsOf(log(take, () => event(4, "note", { author: { role: "agent" }, text: "note" })));
  expect(promises).toEqual({ answered: false, first_response: { from: ms(2), due: ms(30) }, resolution: { from: ms(0), due: ms(59) } });
});

test("words of an agent keep the first reply; the user's next ones are promised an answer of their own", () => {
  const { promises } = factsOf(log(() => said(5, "agent"), () => sla(5, "first_response", "met", 30), () => said(7, "user"), () => sla(7, "next_response", "promised", 40)));
  expect(promises).toMatchObject({ answered: true, first_response: { due: ms(30), done: ms(5) }, next_response: { from: ms(7), due: ms(40) } });
  expect(responseOf(promises)).toMatchObject({ due: ms(40) });
});

test("the solution stands still while the user is waited for, and goes on with what was left", () => {
  const asks = [() => said(5, "agent"), () => sla(5, "resolution", "paused", 59)];
  expect(factsOf(log(...asks)).promises.resolution).toEqual({ from: ms(0), due: ms(59), paused: ms(5) });
  const goesOn = factsOf(log(...asks, () => said(10, "user"), () => event(10, "sla", { target: "resolution", state: "promised", due: "2026-11-23T15:04:00.000Z" })));
  expect(goesOn.promises.resolution).toEqual({ from: ms(5), due: Date.parse("2026-11-23T15:04:00.000Z") });
});

test("what the end made needless is not owed, and not kept either", () => {
  const { promises } = factsOf(log(() => event(9, "resolved", { by: "user", how: "confirmed" }), () => sla(9, "first_response", "withdrawn", 30)));
  expect(promises).toEqual({ answered: false, resolution: { from: ms(0), due: ms(59), done: ms(9) } });
});

test("how the user sounds is that of the newest message judged", () => {
  const judged = (minute: number, mood?: string) => event(minute, "triaged", { locale: "en", severity: 2, ...(mood ? { mood } : {}) });
  expect([factsOf(log()).mood, factsOf(log(() => judged(3, "angry"), () => judged(4))).mood, factsOf(log(() => judged(3, "angry"), () => judged(4, "calm"))).mood]).toEqual([undefined, "angry", "calm"]);
});

test("a correction of the severity says by whom", () => {
  const facts = factsOf(log(() => event(3, "severity_changed", { from: 2, to: 1, by: { id: "jun", name: "Jun" }, reason: "all rooms" })));
  expect(facts).toMatchObject({ severity: 1, corrected: { by: "Jun", reason: "all rooms" } });
});

const corrects = (minute: number, what: object) => event(minute, "corrected", { by: { id: "jun", name: "Jun" }, ...what });
const judges = (minute: number, what: object) => event(minute, "triaged", { locale: "en", severity: 2, ...what });

test("a verdict names a product; what an agent corrects of topic, product and language stands, the mood follows the newest message", () => {
  expect(factsOf(log(() => judges(3, { product: "Pro" }), () => judges(4, {}))).product).toBe("Pro");
  const facts = factsOf(log(() => corrects(3, { topic: "billing", product: "Max", mood: "calm", reason: "an invoice" }), () => judges(4, { topic: "calls", product: "Pro", mood: "angry" })));
  const told = { by: "Jun", reason: "an invoice" };
  expect(facts).toMatchObject({ topic: "billing", product: "Max", locale: "en", mood: "angry", corrected: undefined });
  expect(facts.corrections).toEqual({ topic: told, product: told });
  expect(factsOf(log(() => corrects(3, { locale: "zh" }), () => judges(4, {}))).locale).toBe("zh");
});

test("what comes back solved is judged anew, whatever was corrected before", () => {
  const facts = factsOf(log(() => corrects(3, { topic: "billing", locale: "zh" }), () => event(4, "resolved", { by: "agent", how: "agent" }), () => event(5, "reopened", { segment: 2 }), () => judges(5, { topic: "calls" })));
  expect([facts.topic, facts.locale, facts.corrections]).toEqual(["calls", "en", {}]);
});

test("only what was chosen otherwise than it stands is corrected", () => {
  const now = assessmentOf(factsOf(log(() => judges(3, { topic: "calls", mood: "angry" }))));
  expect(now).toEqual({ severity: 2, topic: "calls", product: "", locale: "en", mood: "angry" });
  expect(correctionOf(now, now)).toEqual({});
  expect(correctionOf(now, { ...now, topic: "", product: "Pro", mood: "calm" })).toEqual({ product: "Pro", mood: "calm" });
  expect(correctionOf(assessmentOf(undefined), { ...assessmentOf(undefined), severity: 1, locale: "zh" })).toEqual({ severity: 1, locale: "zh" });
});

test("the claim is the seq of the event by which it was taken, and only the taker's", () => {
  const facts = factsOf(log(() => event(3, "assigned", { agent: { id: "lena", name: "Lena" } })));
  expect([claimOf(facts, "lena"), claimOf(facts, "jun"), claimOf(facts, undefined)]).toEqual([6, undefined, undefined]);
});

test("taken anew after a release, the old claim's number counts no more", () => {
  const take = () => event(3, "assigned", { agent: { id: "lena", name: "Lena" } });
  const facts = factsOf(log(take, () => event(4, "released", { by: "policy" }), () => event(4, "queued", { queue: "default", tier: 1 }), take));
  expect(claimOf(facts, "lena")).toBe(9);
});

test("the first words of a person keep the promise; the user's next words are owed an answer", () => {
  const facts = factsOf(log(() => event(3, "assigned", { agent: { id: "lena", name: "Lena" } }), () => said(5, "agent"), () => said(7, "user"), () => said(8, "user")));
  expect(facts).toMatchObject({ firstReplyAt: at(5), owedSince: at(7), lastUserSeq: 9 });
});

test("an older dossier does not replace a newer one", () => {
  const facts = factsOf(log(() => event(3, "dossier", { dossier: dossier(3) }), () => event(4, "dossier", { dossier: dossier(2) })));
  expect(facts.dossier?.version).toBe(3);
});

test("a case that ended owes nothing", () => {
  expect(factsOf(log(() => event(9, "resolved", { by: "agent", how: "agent" })))).toMatchObject({ owner: { is: "resolved", how: "agent" }, owedSince: undefined });
});

test("what the user leaves is added up", () => {
  const facts = factsOf(log(() => event(3, "contact_updated", { name: "Mira" }), () => event(4, "contact_updated", { email: "m@example.com", name: null })));
  expect(facts.contact).toEqual({ name: "Mira", email: "m@example.com" });
});

test("who sent a case up is known by its number; a rule is nobody", () => {
  const up = (minute: number, by: string) => event(minute, "transferred", { by, to: { tier: 2 }, reason: "audio" });
  const take = () => event(3, "assigned", { agent: { id: "lena", name: "Lena" } });
  expect(factsOf(log(take, () => up(4, "agent"), () => event(4, "queued", { queue: "default", tier: 2 }), () => up(5, "policy"))).senders).toEqual({ 7: "Lena" });
});
