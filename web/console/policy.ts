/** An inbox's policy as a form: a document with the fields of firstline.toml, read and written by path. Pure. */

import type { FieldProblem } from "./api";

/** A document: what a form does not know stays as it is. */
export type Doc = { readonly [field: string]: unknown };

/** The days, as fields are called. */
export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
/** The severities, from 1 on. */
export const SEVERITIES = ["critical", "degraded", "usage", "suggestion"] as const;
/** What is promised by severity. */
export const TIMES = ["respond", "next", "resolve", "warn_resolve"] as const;
/** How a promised time passes. */
export const CLOCKS = ["auto", "always", "open"] as const;
/** Policies that are shipped. */
export const SCENES = ["one_to_one_calls", "live_show", "voice_service", "ai_assistant"] as const;

/** A place in a document: names of fields, and positions from 0 in lists of tables. */
export type Path = readonly (string | number)[];

/** Reads what stands at a place. */
export function at(doc: unknown, path: Path): unknown {
  return path.reduce<unknown>((here, name) => (typeof here === "object" && here !== null ? (here as Record<string | number, unknown>)[name] : undefined), doc);
}

/** Returns the document with another value at a place; `undefined` takes the field away. Tables on the way are made. */
export function put<T>(doc: T, [name, ...rest]: Path, value: unknown): T {
  if (name === undefined) return value as T;
  const inner = rest.length === 0 ? value : put(at(doc, [name]) ?? {}, rest, value);
  if (Array.isArray(doc)) return doc.flatMap((held: unknown, index) => (index !== name ? [held] : inner === undefined ? [] : [inner])) as T;
  const table = { ...(doc as Record<string, unknown> | undefined) };
  // A field that is there keeps its place, so that what is shown as text does not jump.
  if (inner === undefined) delete table[name];
  else table[name] = inner;
  return table as T;
}

/** Returns a text, whatever simple value stands there. */
export function textAt(doc: unknown, path: Path): string {
  const value = at(doc, path);
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** Returns a list of names; one alone may stand for itself. */
export function listAt(doc: unknown, path: Path): string[] {
  const value = at(doc, path);
  if (typeof value === "string") return value === "" ? [] : [value];
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
}

/** Reads names that are written with commas or on lines. */
export function listOf(text: string): string[] {
  return text.split(/[,，;；\n]/).map((part) => part.trim()).filter(Boolean);
}

/** Reads texts that stand on lines; they may hold commas. */
export function textsOf(lines: string): string[] {
  return lines.split("\n").map((line) => line.trim()).filter(Boolean);
}

/** A part of a day in minutes. */
export interface Span {
  from: number;
  to: number;
}

/** Reads `09:00-12:30`; nothing where it is none, so that a grid draws only what can be drawn. */
export function spanOf(text: string): Span | undefined {
  const [, hour, minute, endHour, endMinute] = /^\s*(\d{1,2}):([0-5]\d)\s*[-–]\s*(\d{1,2}):([0-5]\d)\s*$/.exec(text) ?? [];
  const from = Number(hour) * 60 + Number(minute);
  const to = Number(endHour) * 60 + Number(endMinute);
  return from < to && to <= 24 * 60 ? { from, to } : undefined;
}

/** What stands in a table by name, such as hours by date or examples by topic, in order of the names. */
export function tableAt(doc: unknown, path: Path): [string, string[]][] {
  const value = at(doc, path);
  if (typeof value !== "object" || value === null) return [];
  return Object.keys(value).map((name): [string, string[]] => [name, listAt(value, [name])]).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Returns the dates that are shown at first: those to come, the next ones, and whatever is wrong. */
export function comingDates(dates: readonly (readonly [string, string[]])[], today: string, atMost: number, isWrong: (date: string) => boolean): string[] {
  const coming = dates.map(([date]) => date).filter((date) => date >= today).slice(0, atMost);
  return dates.map(([date]) => date).filter((date) => coming.includes(date) || isWrong(date));
}

/** Returns what was read of the calendar that hours name by address: each date, and whether it is worked; nothing where none is named. */
export function feedDates(doc: Doc, base: Path): [date: string, worked: boolean][] | undefined {
  const url = textAt(doc, [...base, "hours", "holidays"]);
  if (url === "") return undefined;
  // A contract without a zone of its own has that of its inbox.
  const zone = textAt(doc, [...base, "zone"]) || (base[0] === "plan" && textAt(doc, ["zone"])) || "UTC";
  const feeds = at(doc, ["feed"]);
  const feed: unknown = Array.isArray(feeds) ? feeds.find((one) => textAt(one, ["url"]) === url && textAt(one, ["zone"]) === zone) : undefined;
  const dates = (name: string, worked: boolean) => listAt(feed, [name]).map((date): [string, boolean] => [date, worked]);
  return [...dates("closed", false), ...dates("working", true)].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Writes a table as lines: `billing: billing:2, zh`. */
export function linesOf(table: readonly (readonly [string, readonly string[]])[]): string {
  return table.map(([name, values]) => `${name}: ${values.join(", ")}`).join("\n");
}

/** Reads a table from such lines. */
export function tableOf(lines: string): Record<string, string[]> {
  return Object.fromEntries(
    lines.split("\n").flatMap((line) => {
      const [, name = "", values = ""] = /^\s*([^:：]+)[:：](.*)$/.exec(line) ?? [];
      return name.trim() === "" ? [] : [[name.trim(), listOf(values)]];
    }),
  );
}

/** Returns what the server calls a place: it counts tables from 1. */
export const pathOf = (path: Path) => path.map((name) => (typeof name === "number" ? name + 1 : name)).join(".");

/** Returns what is wrong at a place, and below it. */
export function wrongAt(errors: readonly FieldProblem[], path: Path): string[] {
  const field = pathOf(path);
  return errors.filter((error) => error.field === field || error.field.startsWith(`${field}.`)).map((error) => error.detail);
}

/** Returns what is wrong at a place itself. */
export function wrongAtAlone(errors: readonly FieldProblem[], path: Path): string[] {
  return errors.filter((error) => error.field === pathOf(path)).map((error) => error.detail);
}

/** Returns a document as it is sent: where teams answer, hours beside them count for nothing. */
export function asSent(doc: Doc): Doc {
  const settled = <T,>(table: T): T => (listAt(table, ["teams"]).length > 0 ? put(table, ["hours"], undefined) : table);
  const own = settled(doc);
  const plans = at(own, ["plan"]);
  return Array.isArray(plans) ? put(own, ["plan"], plans.map(settled)) : own;
}

/** Fields that say when, where and for whom, and stay when a ready policy is loaded. */
const OWN = ["zone", "hours", "teams", "team", "documents", "queue", "locale", "plan"] as const;

/** Returns a document that starts from a ready policy and keeps what is the inbox's own. */
export function fromScene(doc: Doc, scene: string): Doc {
  return Object.fromEntries([["scene", scene], ...OWN.flatMap((name) => (doc[name] === undefined ? [] : [[name, doc[name]]]))]) as Doc;
}
