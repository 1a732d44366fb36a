/** The words of the page's language. */

import type { Language } from "../shared/when";
import { en, type Words } from "./words/en";
import { zh } from "./words/zh";

export type { Words };

/** Returns what the console says in a language. */
export function wordsOf(language: Language): Words {
  return language === "zh" ? zh : en;
}
