/** Says to a screen reader what is new, once and in whole sentences: the log itself is silent, because it changes while it is written. */

import { h, set } from "./dom";

/** Announcements kept in the page; older ones have been read. */
const KEPT_MAX = 6;

/** Two live regions nobody sees. */
export class Announcer {
  readonly element = h("div", "sr");
  readonly #news = set(h("div", ""), { "aria-live": "polite", "aria-relevant": "additions" });
  readonly #state = set(h("div", ""), { role: "status" });
  readonly #alarm = set(h("div", ""), { role: "alert" });
  /** How much of each reply has been said. */
  readonly #said = new Map<string, string>();

  constructor() {
    this.element.append(this.#news, this.#state, this.#alarm);
  }

  /** Says what a reply has more than before; `who` comes before its first words. */
  reply(key: string, who: string, text: string, lang: string | undefined): void {
    const before = this.#said.get(key);
    if (before === text) return;
    this.#said.set(key, text);
    const rest = before !== undefined && text.startsWith(before) ? text.slice(before.length).trim() : text;
    if (rest) this.say(before === undefined ? `${who}: ${rest}` : rest, lang);
  }

  /** Counts a reply as said without saying it: it was there when the panel opened. */
  known(key: string, text: string): void {
    this.#said.set(key, text);
  }

  say(text: string, lang?: string): void {
    const line = h("p", "", text);
    if (lang) line.lang = lang;
    this.#news.append(line);
    while (this.#news.children.length > KEPT_MAX) this.#news.firstElementChild?.remove();
  }

  /** A fact that replaces the one before: the promise, the connection, how many documents match. */
  status(text: string): void {
    if (this.#state.textContent !== text) this.#state.textContent = text;
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
