/** What is wrong with a policy as far as a form can tell: the usual slips, found before the server is asked. Pure. */

import type { FieldProblem } from "./api";
import { at, DAYS, type Doc, listAt, type Path, pathOf, SEVERITIES, spanOf, textAt, TIMES } from "./policy";
import { plansOf, whoseOf } from "./plans";
import type { Words } from "./words";

/** A slip, by what is wrong; the words are the reader's. */
export type Flaw =
  | { is: "span" | "backwards" | "date" | "zone" | "duration" | "need" | "team" | "address"; text: string }
  | { is: "overlap"; text: string; other: string }
  | { is: "taken"; text: string }
  | { is: "uncovered" | "unkept"; level: number; within: string; from: string }
  | { is: "noZone" | "neverOpen" | "noName" | "nobody" | "noDocuments" | "shorter" };

/** A flaw and the field it stands at, called as the server calls it. */
export interface Found {
  field: string;
  flaw: Flaw;
}

type Note = (path: Path, flaw: Flaw) => void;

/** Returns what is wrong with a policy, in the order of the form. */
export function flawsOf(doc: Doc): Found[] {
  const found: Found[] = [];
  const note: Note = (path, flaw) => found.push({ field: pathOf(path), flaw });
  checkOpen(doc, [], note);
  const teams = at(doc, ["team"]);
  const names = Array.isArray(teams) ? teams.map((team) => textAt(team, ["name"])) : [];
  names.forEach((name, index) => {
    const path: Path = ["team", index];
    if (name.trim() === "" || name === "always") note([...path, "name"], { is: "noName" });
    else if (names.indexOf(name) < index) note([...path, "name"], { is: "taken", text: name });
    checkZone(doc, path, note);
    checkHours(doc, path, note);
  });
  checkRest(doc, [], note);
  for (const field of ["assume_after", "abandon_after", "close_after"]) checkDuration(doc, [field], note);
  const taken = new Set<string>();
  plansOf(doc).forEach((plan, index) => {
    const path: Path = ["plan", index];
    if (whoseOf(plan).length === 0) note([...path, "plan"], { is: "nobody" });
    for (const field of ["plan", "account"]) {
      for (const name of listAt(plan, [field])) {
        if (taken.has(`${field} ${name}`)) note([...path, field], { is: "taken", text: name });
        taken.add(`${field} ${name}`);
      }
    }
    checkOpen(doc, path, note);
    checkRest(doc, path, note);
  });
  return found;
}

/** A promise around the clock at an hour when nobody is there: refused where the policy asks for it itself, else told. */
const UNCOVERED = /^severity (\d) \(\w+\) promises an answer within (\S+) around the clock, but nobody is there from \w+ (.+?); (name|count)?/;

/** Returns the flaw that the server tells of, where it is a usual one that only the server can find: teams also stand in its own file. */
export function flawToldBy({ field, detail }: FieldProblem): Flaw | undefined {
  const [, level, within = "", from = "", refused] = UNCOVERED.exec(detail) ?? [];
  if (level !== undefined) return { is: refused ? "unkept" : "uncovered", level: Number(level), within, from };
  const [, team] = (/(?:^|\.)(?:teams|on_call)$/.test(field) && /^there is no team "([^"]+)"/.exec(detail)) || [];
  return team === undefined ? undefined : { is: "team", text: team };
}

/** Checks what an inbox and a contract have alike. */
function checkRest(doc: Doc, path: Path, note: Note): void {
  const documents = at(doc, [...path, "documents"]);
  if (Array.isArray(documents) && documents.length === 0) note([...path, "documents"], { is: "noDocuments" });
  for (const severity of SEVERITIES) {
    const target: Path = [...path, "targets", severity];
    for (const name of TIMES) checkDuration(doc, [...target, name], note, name === "resolve" || name === "warn_resolve");
    const [respond, resolve] = (["respond", "resolve"] as const).map((name) => millisecondsOf(textAt(doc, [...target, name])));
    if (respond !== undefined && resolve !== undefined && resolve < respond) note([...target, "resolve"], { is: "shorter" });
  }
  const routing: Path = [...path, "routing"];
  for (const name of ["offer_for", "unclaimed_after"]) checkDuration(doc, [...routing, name], note);
  checkNeeds(doc, [...routing, "needs_all"], note);
  for (const table of ["needs", "needs_product"]) {
    for (const name of Object.keys(at(doc, [...routing, table]) ?? {})) checkNeeds(doc, [...routing, table, name], note);
  }
}

function checkNeeds(doc: Doc, path: Path, note: Note): void {
  for (const text of listAt(doc, path)) {
    const [, skill = text, level = "1"] = /^(.*):(.*)$/s.exec(text) ?? [];
    if (skill.trim() === "" || !/^[1-5]$/.test(level.trim())) note(path, { is: "need", text });
  }
}

function checkOpen(doc: Doc, path: Path, note: Note): void {
  checkZone(doc, path, note);
  if (listAt(doc, [...path, "teams"]).length === 0) checkHours(doc, path, note);
}

function checkZone(doc: Doc, path: Path, note: Note): void {
  const zone = textAt(doc, [...path, "zone"]);
  if (zone !== "" && !isZone(zone)) note([...path, "zone"], { is: "zone", text: zone });
}

/** A calendar is read by TLS; without it, from the server's own machine alone. */
const CALENDAR = /^(?:https:\/\/[^\s/@]+|http:\/\/(?:localhost|127\.[\d.]+|\[::1\])(?::\d+)?)(?:[/?#]\S*)?$/;

function checkHours(doc: Doc, path: Path, note: Note): void {
  const hours: Path = [...path, "hours"];
  if (at(doc, hours) === undefined) return;
  // A contract without a zone of its own has that of its inbox.
  if (textAt(doc, [...path, "zone"]) === "" && (path[0] !== "plan" || textAt(doc, ["zone"]) === "")) note([...path, "zone"], { is: "noZone" });
  const days = DAYS.map((day): Path => [...hours, day]);
  const dates = Object.keys(at(doc, [...hours, "dates"]) ?? {});
  const calendar = textAt(doc, [...hours, "holidays"]);
  if (calendar !== "" && !CALENDAR.test(calendar)) note([...hours, "holidays"], { is: "address", text: calendar });
  for (const date of dates) if (!isDate(date)) note([...hours, "dates", date], { is: "date", text: date });
  const all = [...days, ...dates.map((date): Path => [...hours, "dates", date])];
  for (const day of all) checkDay(listAt(doc, day), (flaw) => note(day, flaw));
  if (all.every((day) => listAt(doc, day).length === 0)) note(hours, { is: "neverOpen" });
}

function checkDay(texts: readonly string[], note: (flaw: Flaw) => void): void {
  const spans = texts.flatMap((text) => {
    const span = spanOf(text);
    if (!span) note({ is: isBackwards(text) ? "backwards" : "span", text });
    return span ? [{ ...span, text }] : [];
  });
  spans.sort((one, other) => one.from - other.from);
  spans.forEach((span, index) => {
    const before = spans[index - 1];
    if (before && span.from < before.to) note({ is: "overlap", text: before.text, other: span.text });
  });
}

/** Two times of a day in the wrong order: a span once they are turned round. */
function isBackwards(text: string): boolean {
  const [, from = "", to = ""] = /^\s*([\d:]+)\s*[-–]\s*([\d:]+)\s*$/.exec(text) ?? [];
  return spanOf(`${to}-${from}`) !== undefined || (from === to && spanOf(`00:00-${to}`) !== undefined);
}

function isDate(text: string): boolean {
  const instant = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
}

function isZone(name: string): boolean {
  try {
    // An offset is no zone of ours: it knows no summer time.
    return !/^[+-]/.test(name) && new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads `1h30m`; nothing where it is no duration. */
export function millisecondsOf(text: string): number | undefined {
  if (!/^\s*(?:\d+(?:\.\d+)?\s*(?:ms|s|m|h|d)\s*)+$/.test(text)) return undefined;
  return [...text.matchAll(/([\d.]+)\s*([a-z]+)/g)].reduce((sum, [, number, unit]) => sum + Number(number) * UNIT_MS[unit!]!, 0);
}

function checkDuration(doc: Doc, path: Path, note: Note, mayBeNone = false): void {
  const value = at(doc, path);
  const text = textAt(doc, path);
  if (value === undefined || (mayBeNone && text === "none")) return;
  if (millisecondsOf(text) === undefined) note(path, { is: "duration", text });
}

/** Says what is wrong, in the reader's language. */
export function sayFlaw(flaw: Flaw, { wrong }: Words["policy"]): string {
  if ("level" in flaw) return wrong[flaw.is](flaw.level, flaw.within, flaw.from);
  if ("other" in flaw) return wrong.overlap(flaw.text, flaw.other);
  return "text" in flaw ? wrong[flaw.is](flaw.text) : wrong[flaw.is];
}

/** Says what the server found wrong: the usual in the reader's language, the rest in its own words. */
export function sayTold(told: FieldProblem, words: Words["policy"]): FieldProblem {
  const flaw = flawToldBy(told);
  return { field: told.field, detail: flaw ? sayFlaw(flaw, words) : words.serverSays(told.detail) };
}
