/** How the widget speaks: each language is a chunk of its own, and a reader loads the one they read. */

import type { Language } from "../shared/when";
import type { Key } from "./words.en";

/** The few words that every page loads. */
export const LAUNCHER = {
  en: { help: "Help", again: "Could not be loaded. Try again", unread: ", {0} unread" },
  zh: { help: "帮助", again: "加载失败，请重试", unread: "，{0} 条未读" },
} satisfies Record<Language, unknown>;

/** Everything said in one language. */
export type Table = Readonly<Record<Key, string>>;
/** Says something in the reader's language. */
export type Words = (key: Key, ...parts: (string | number)[]) => string;

/** Fetches the words of a language. No plain strings, as where the panel is fetched. */
export const fetchWords: Record<Language, () => Promise<{ WORDS: Table }>> = {
  en: () => import("./words" + ".en"),
  zh: () => import("./words" + ".zh"),
};

/** Returns how a table speaks. */
export function wordsFrom(table: Table): Words {
  return (key, ...parts) => {
    const forms = table[key].split("|");
    const form = forms.length > 1 ? forms[Math.min(Number(parts[0]), 2) - 3 + forms.length] : forms[0];
    return (form ?? "").replace(/\{(\d)\}/g, (_, n) => String(parts[n]));
  };
}
