/** What was passed on, as its contact reads it: of a dossier, the facts that say something to whoever said them. Pure. */

import type { Dossier, DossierDocument } from "./wire";

/** What is told, in order. */
export type Fact = "problem" | "began" | "tried" | "system" | "read" | "open";

/** Returns the facts that there are, each with its texts or the documents that were read. */
export function factsOf({ problem, environment, tried, documents, open_question }: Dossier): [Fact, (string | DossierDocument)[]][] {
  const known = (isMeant: (name: string) => boolean) => environment.filter(({ name }) => isMeant(name)).map(({ value }) => value);
  // What was erased is null, and said no more.
  const facts: [Fact, (string | null | undefined | DossierDocument)[]][] = [
    ["problem", [problem]],
    ["began", known((name) => name === "time")],
    ["tried", tried.map(({ text }) => text)],
    // Where the page and the clock stand is known to the reader, and says nothing here; whole clauses and log lines are in their own messages.
    ["system", known((name) => !/^(time(_zone)?|page_url|log|message|amount|affected|works|changed|reach)$/.test(name))],
    ["read", documents.filter(({ opened }) => opened)],
    ["open", [open_question]],
  ];
  return facts.flatMap(([name, values]) => {
    const said = values.filter((one): one is string | DossierDocument => !!one);
    return said.length > 0 ? [[name, said]] : [];
  });
}
