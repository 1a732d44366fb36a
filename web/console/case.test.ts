import { expect, test } from "vitest";

import type { Event } from "../shared/wire";
import { claimOf, factsOf } from "./case";

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
  expect(factsOf(log())).toMatchObject({ owner: { is: "waiting" }, locale: "zh", severity: 2, reasons: ["every 30 seconds"], respondBy: at(30), resolveBy: at(59), owedSince: at(2), firstReplyAt: undefined });
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
