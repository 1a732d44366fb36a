/** Notices as a form: a text in one language for all, or in both. Pure. */

import type { Locale, NoticeKind, NoticeState } from "../shared/wire";

/** What a notice may be; what it is where nothing is chosen stands first. */
export const KINDS: readonly NoticeKind[] = ["incident", "announcement"];

/** A text in one language for all, or in both. */
export type Texts = string | { en: string; zh: string };

/** Whom a notice concerns; what is left out does not matter. */
export interface Scope {
  inbox?: string | null;
  locale?: Locale | null;
  /** What it is about, in words. */
  topic?: string | null;
  /** `3.2` holds for `3.2.1`, too. */
  version?: string | null;
}

/** The two fields of a form. */
export interface Both {
  en: string;
  zh: string;
}

/** Returns the fields of a text; one for all stands in the field of the language it is written in. */
export function bothOf(texts: Texts | undefined): Both {
  if (typeof texts !== "string") return texts ?? { en: "", zh: "" };
  return /\p{Script=Han}/u.test(texts) ? { en: "", zh: texts } : { en: texts, zh: "" };
}

/** Returns the text of a form; what is written in one language is the same for all. Nothing where nothing is written. */
export function textsOf({ en, zh }: Both): Texts | undefined {
  const both = { en: en.trim(), zh: zh.trim() };
  if (both.en !== "" && both.zh !== "") return both;
  return both.en || both.zh || undefined;
}

/** Returns a text in a language. */
export function inLanguage(texts: Texts, language: "en" | "zh"): string {
  return typeof texts === "string" ? texts : texts[language];
}

/** Returns a scope without its empty fields. */
export function scopeOf(form: { inbox: string; locale: string; topic: string; version: string }): Scope {
  return Object.fromEntries(Object.entries(form).map(([name, value]) => [name, value.trim()]).filter(([, value]) => value !== "")) as Scope;
}

/** Returns a notice's address as it is sent: an empty one takes away what is there, none leaves it. */
export function urlOf(written: string, before: string | null | undefined): { url?: string } {
  const url = written.trim();
  return url === "" && !before ? {} : { url };
}

/** Returns the look of a notice's state: only an incident that goes on asks for attention. */
export function toneOf({ kind, state }: { kind: NoticeKind; state: NoticeState }): string {
  if (state === "ended") return "tag line";
  return kind === "incident" ? "tag amber" : "tag";
}

/** Returns a text as a line of a list: without the marks that make it bold, code or a link in the chat. */
export function plainOf(markdown: string): string {
  return markdown.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/\*\*|__|`/g, "");
}
