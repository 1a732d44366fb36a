/** Documents that match while somebody types: a list above the composer, chosen by arrow keys or pointer, that never takes the focus. */

import type { Suggestion } from "../shared/wire";
import { h, icon, set } from "./dom";
import { titleOf } from "./draw";
import type { Tools } from "./tools";

/** Quiet after the last key before anything is asked. */
const QUIET_MS = 150;
/** Rows shown. */
const ROWS_MAX = 3;
/** What the server takes as a question while typing, in characters. */
const TEXT_CHARS_MAX = 400;

/** Is it enough to search for? Two Han characters, or three letters or digits. */
export function isEnough(text: string): boolean {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const letters = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  return han >= 2 || letters - han >= 3;
}

/** Splits text into parts, where those that match a word of the question are marked. */
export function marked(text: string, question: string): { text: string; hit: boolean }[] {
  const words = wordsOf(question);
  if (words.length === 0) return [{ text, hit: false }];
  const pattern = new RegExp(words.map((word) => (/^[\p{L}\p{N}]/u.test(word) && !/\p{Script=Han}/u.test(word) ? `(?<![\\p{L}\\p{N}])${word}` : word)).join("|"), "giu");
  const parts: { text: string; hit: boolean }[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) parts.push({ text: text.slice(end, match.index), hit: false });
    parts.push({ text: match[0], hit: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), hit: false });
  return parts;
}

/** Words worth marking, longest first: of Han text every pair of characters. */
function wordsOf(question: string): string[] {
  const words = new Set<string>();
  for (const [run] of question.toLowerCase().matchAll(/\p{Script=Han}+|[\p{L}\p{N}]+/gu)) {
    if (/\p{Script=Han}/u.test(run)) for (let idx = 0; idx + 1 < run.length; idx++) words.add(run.slice(idx, idx + 2));
    else if (run.length > 2 || /\d/.test(run)) words.add(run);
  }
  return [...words].sort((a, b) => b.length - a.length).slice(0, 40);
}

/** The list. `input` is the text it belongs to: a text box that completes, since a text of several lines may be no combobox. */
export class Suggestions {
  readonly element = h("div", "suggest");
  readonly #list = set(h("div", ""), { role: "listbox", id: "fl-suggestions" });
  readonly #label = h("div", "label");
  #items: readonly Suggestion[] = [];
  #chosen = -1;
  #asked: { id: number; text: string } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The text that the list shown answers. */
  #shownFor = "";
  #dismissed = "";

  constructor(
    private readonly tools: Tools,
    private readonly input: HTMLTextAreaElement,
  ) {
    this.element.hidden = true;
    this.element.append(this.#label, this.#list);
    set(input, { "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": "fl-suggestions" });
    // The pointer chooses without taking the focus from the text.
    this.element.onpointerdown = (event) => event.preventDefault();
  }

  get open(): boolean {
    return !this.element.hidden;
  }

  /** The text has changed. */
  typed(text: string): void {
    clearTimeout(this.#timer);
    const question = text.trim().slice(-TEXT_CHARS_MAX);
    if (!isEnough(question)) return this.hide();
    if (question === this.#shownFor && this.open) return;
    if (question === this.#dismissed) return;
    this.#timer = setTimeout(() => {
      if (question === this.#asked?.text || this.tools.chat.link.is !== "open") return;
      this.#asked = { id: this.tools.chat.suggest(question), text: question };
    }, QUIET_MS);
  }

  /** What came from the server; answers to older questions are dropped. */
  receive(): void {
    const answer = this.tools.chat.state.suggestions;
    if (!answer || !this.#asked || answer.id !== this.#asked.id || this.#shownFor === this.#asked.text) return;
    if (this.input.value.trim().slice(-TEXT_CHARS_MAX) !== this.#asked.text) return;
    this.#shownFor = this.#asked.text;
    this.#items = answer.items.slice(0, ROWS_MAX);
    if (this.#items.length === 0) return this.#close();
    this.#draw();
    this.element.hidden = false;
    this.tools.status(this.tools.t("found", this.#items.length));
  }

  /** Closes the list for this text. */
  dismiss(): void {
    this.#dismissed = this.#shownFor;
    this.#close();
  }

  /** Closes the list and forgets what was asked: the text is gone or too short. */
  hide(): void {
    clearTimeout(this.#timer);
    this.#asked = undefined;
    this.#shownFor = "";
    this.#dismissed = "";
    this.#close();
  }

  /** Takes a key of the composer. Returns whether it was for the list. */
  key(event: KeyboardEvent): boolean {
    if (!this.open || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
    const { value, selectionStart, selectionEnd } = this.input;
    const atEnd = selectionStart === value.length && selectionEnd === value.length;
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp": {
        if (this.#chosen < 0 && !atEnd) return false;
        const step = event.key === "ArrowDown" ? 1 : -1;
        // Past the last row lies the text again.
        const places = this.#items.length + 1;
        this.#choose(((this.#chosen + 1 + step + places) % places) - 1);
        return true;
      }
      case "Enter":
        if (this.#chosen < 0) return false;
        this.#follow(this.#chosen);
        return true;
      case "Escape":
        if (this.#chosen >= 0) this.#choose(-1);
        else this.dismiss();
        return true;
      default:
        return false;
    }
  }

  /** Draws the words anew, after the language has changed. */
  relabel(): void {
    if (this.open) this.#draw();
    set(this.#list, { "aria-label": this.tools.t("mayAnswer") });
  }

  #close(): void {
    this.element.hidden = true;
    this.#items = [];
    this.#chosen = -1;
    set(this.input, { "aria-activedescendant": undefined });
  }

  #choose(row: number): void {
    this.#chosen = row;
    [...this.#list.children].forEach((option, idx) => {
      set(option, { "aria-selected": String(idx === row) });
      option.classList.toggle("is-on", idx === row);
      if (idx === row) option.scrollIntoView({ block: "nearest" });
    });
    set(this.input, { "aria-activedescendant": row < 0 ? undefined : `fl-s${row}` });
  }

  #follow(row: number): void {
    const item = this.#items[row];
    if (item) this.tools.link(item.url, "", item.doc).click();
  }

  #draw(): void {
    const { t, says } = this.tools;
    const question = this.#asked?.text ?? "";
    const line = (name: "b" | "small", text: string) => says(h(name, "", ...marked(text, question).map((part) => (part.hit ? h("mark", "", part.text) : part.text))), text);
    this.#label.replaceChildren(h("span", "", t("mayAnswer")), set(h("span", "keys", t("toChoose")), { "aria-hidden": "true" }));
    this.#list.replaceChildren(
      ...this.#items.map((item, idx) => {
        const option = set(h("div", "hit", icon("doc"), h("div", "", line("b", titleOf(item)), line("small", item.snippet))), { role: "option", id: `fl-s${idx}` });
        option.onclick = () => this.#follow(idx);
        return option;
      }),
    );
    this.#choose(-1);
  }
}
