/** Says to a screen reader what is new, once and in whole sentences: the log itself is silent, because it changes while it is written. */

import { h, set } from "./dom";

/** Announcements kept in the page; older ones have been read. */
const KEPT_MAX = 6;

/** Two live regions nobody sees. */
export class Announcer {
  readonly element = h("div", "sr");
  readonly #news = set(h("div", ""), { "aria-live": "polite" });
  readonly #state = set(h("div", ""), { role: "status" });
  readonly #alarm = set(h("div", ""), { role: "alert" });
  /** How much of each reply has been said. */
  readonly #said = new Map<string, string>();

  constructor() {
    this.element.append(this.#news, this.#state, this.#alarm);
  }

  /** Says what a reply has more than before; `who` comes before its first words. What was there when the panel opened is no news. */
  reply(key: string, who: string, text: string, lang: string | undefined, isNews: boolean): void {
    const before = this.#said.get(key);
    this.#said.set(key, text);
    if (before === text || !isNews) return;
    const rest = before !== undefined && text.startsWith(before) ? text.slice(before.length).trim() : text;
    if (rest) this.say(before === undefined ? `${who}: ${rest}` : rest, lang);
  }

  /** Says something once. */
  say(text: string, lang?: string): void {
    const line = h("p", "", text);
    if (lang) line.lang = lang;
    this.#news.append(line);
    while (this.#news.children.length > KEPT_MAX) this.#news.firstElementChild?.remove();
  }

  /** A fact that replaces the one before: the promise, the connection, how many documents match. */
  status(text: string): void {
    this.#state.textContent = text;
  }

  /** Takes back what was said in another language. */
  clear(): void {
    for (const region of this.element.children) region.textContent = "";
  }

  alert(text: string): void {
    this.#alarm.textContent = text;
  }
}

/** Returns what an element says, without footnotes. */
export function wordsOf(element: Element): string {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const words: string[] = [];
  while (walker.nextNode()) if (!walker.currentNode.parentElement?.closest(".cite")) words.push(walker.currentNode.textContent ?? "");
  return words.join(" ").replace(/[\s\u2060]+/g, " ").trim();
}
