import { expect, test } from "vitest";

import { factsOf } from "./passed";
import type { Dossier, DossierDocument } from "./wire";

const document = (title: string, opened: boolean) => ({ doc: `${title}.md`, title, url: `/docs/${title}.md`, shown: true, opened }) as DossierDocument;
const fact = (name: string, value: string | null) => ({ name, value, claim: true, seq: 2 });
const dossier = (over: object) => ({ version: 1, problem: "Exports stop", asked: [], environment: [], tried: [], documents: [], claims: [], locale: "en", written_by: "rules", ...over }) as unknown as Dossier;

test("of a dossier its contact reads the problem, since when, what was tried, the system, what was read, what is open", () => {
  const read = document("Error codes", true);
  const facts = factsOf(dossier({
    environment: [fact("version", "2.4"), fact("time", "since Monday"), fact("error", "E7731"), fact("page_url", "https://shop.example.com/"), fact("time_zone", "Europe/Oslo"), fact("log", "panic at 7")],
    tried: [{ text: "restarted it", seq: 3 }],
    documents: [read, document("Exports", false)],
    open_question: "Which region?",
  }));
  expect(facts).toEqual([
    ["problem", ["Exports stop"]],
    ["began", ["since Monday"]],
    ["tried", ["restarted it"]],
    ["system", ["2.4", "E7731"]],
    ["read", [read]],
    ["open", ["Which region?"]],
  ]);
});

test("what is empty or was erased is left out", () => {
  expect(factsOf(dossier({ problem: null, environment: [fact("version", null), fact("error", "E7731")], open_question: "" }))).toEqual([["system", ["E7731"]]]);
});
