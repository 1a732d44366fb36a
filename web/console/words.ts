/** The words of the page's language. */

import type { Language } from "../shared/when";
import { en, type Words } from "./words/en";
import { zh } from "./words/zh";

export type { Words };

/** Returns the heading of a reply's sources: it is read by the user, so it speaks their language. */
export function sourcesIn(locale: Language | undefined): string {
  return wordsOf(locale ?? "en").assist.sources;
}

/** Returns what the console says in a language. */
export function wordsOf(language: Language): Words {
  return language === "zh" ? zh : en;
}
