/** Both languages side by side, for tests: the widget itself loads one. */

import type { Language } from "../shared/when";
import { type Words, wordsFrom } from "./words";
import { type Key, WORDS as EN } from "./words.en";
import { WORDS as ZH } from "./words.zh";

export { LAUNCHER, type Words } from "./words";
export type { Key };

/** English, then Chinese. */
export const TABLE = {} as Record<Key, readonly [en: string, zh: string]>;
for (const key of Object.keys(EN) as Key[]) TABLE[key] = [EN[key], ZH[key]];

/** Returns the words of a language. */
export function wordsIn(language: Language): Words {
  return wordsFrom(language === "zh" ? ZH : EN);
}
