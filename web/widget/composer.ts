/** The place to write: text that grows, a button that sends or stops, and the way to a person below it. */

import { span } from "../shared/when";
import type { Chat } from "./core";
import { busy, button, h, icon, promised, set } from "./dom";
import { promiseNow } from "./rows";
import { isOpen, type Standing } from "./standing";
import type { Words } from "./strings";
import { Suggestions } from "./suggest";

/** What the server takes as one message, in characters. */
export const TEXT_CHARS_MAX = 8_000;
/** A composition that ended this recently may still send its Enter: Safari reports it afterwards. */
const COMPOSED_MS = 100;

/** Counts characters as the server does. */
export function lengthOf(text: string): number {
  let n = 0;
  for (const _ of text) n++;
  return n;
}

/** The footer of the panel. */
export class Composer {
  readonly element = h("footer", "foot");
  readonly input = set(h("textarea", ""), { rows: "1", dir: "auto", "data-id": "input", enterkeyhint: "send", autocomplete: "off" });
  readonly suggestions: Suggestions;
  readonly #box = h("div", "compose");
  readonly #go = h("button", "go");
  readonly #why = set(h("div", "why"), { id: "fl-why", role: "alert" });
  readonly #person = h("div", "human");
  #composing = false;
  #composedAt = 0;
  #turn: string | undefined;
  /** What the footer's last row says, to leave it alone while nothing has changed. */
  #personSays = "";

  constructor(
    private readonly chat: Chat,
    private readonly words: () => Words,
    status: (text: string) => void,
    /** Called after something was said. */
    private readonly said: (clientId: string) => void,
  ) {
    this.suggestions = new Suggestions(chat, this.input, words, status);
    this.#go.type = "button";
    this.#go.dataset.id = "go";
    this.#go.onclick = () => this.#press();
    // The text keeps the focus, so that a phone's keyboard stays.
    this.#go.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#box.append(this.input, this.#go);
    this.#box.addEventListener("click", (event) => event.target === this.#box && this.input.focus());
    this.element.append(this.suggestions.element, this.#why, this.#box, this.#person);
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("compositionstart", () => (this.#composing = true));
    this.input.addEventListener("compositionend", () => {
      this.#composing = false;
      this.#composedAt = performance.now();
      this.#typed();
    });
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("blur", () => chat.paused());
    this.input.value = chat.keep.draft;
  }

  /** Puts text in, such as a page's draft or one typed in another tab. */
  put(text: string): void {
    if (this.input.value === text) return;
    this.input.value = text;
    this.grow();
    this.#check();
  }

  /** Draws what depends on the conversation. */
  draw(standing: Standing, now: number): void {
    const t = this.words();
    const link = this.chat.link.is;
    const isWriting = standing.is === "bot" && standing.turn !== undefined;
    this.#turn = isWriting ? standing.turn : undefined;
    const hint = this.#hint(standing, link === "lost", isWriting);
    if (this.input.placeholder !== hint) set(this.input, { placeholder: hint, "aria-label": hint });
    this.#person.classList.toggle("is-quiet", standing.is === "agent");
    this.#drawPerson(standing, now, t);
    this.#check();
    this.suggestions.receive();
  }

  /** Fits the box to its text. */
  grow(): void {
    this.input.style.blockSize = "auto";
    this.input.style.blockSize = `${this.input.scrollHeight}px`;
  }

  relabel(): void {
    this.#personSays = "";
    this.suggestions.relabel();
  }

  #hint(standing: Standing, isLost: boolean, isWriting: boolean): string {
    const t = this.words();
    if (isLost) return t("writeOffline");
    if (isWriting) return t("writeOn");
    switch (standing.is) {
      case "waiting":
        return t("addSomething");
      case "agent":
        return standing.name ? t("replyTo", standing.name) : t("addSomething");
      case "resolved":
      case "closed":
        return t("askNew");
      default:
        return this.chat.state.log.events.at(-1)?.kind === "feedback" ? t("stillWrong") : t("describe");
    }
  }

  #drawPerson(standing: Standing, now: number, t: Words): void {
    const { chat } = this;
    const inbox = chat.state.inbox;
    const { language } = chat;
    const say = (at: number) => promised(at, language, inbox?.zone);
    const until = inbox?.open_until && isOpen(chat.state, now) ? Date.parse(inbox.open_until) : undefined;
    const isAsked = chat.state.sent.some((one) => one.frame.type === "handoff" && !one.refused);
    const parts: [icon: "clock" | "person" | "typing" | "ask", words: string, side: string] = ["ask", t("person"), ""];
    if (standing.is === "agent") {
      const isTyping = chat.state.typingUntil > now;
      const name = standing.name || t("somebody");
      parts.splice(0, 3, isTyping ? "typing" : "person", isTyping ? t("writing", name) : t("hereNow", name), "");
    } else if (standing.is === "waiting") {
      const expected = chat.state.place?.expectedBy;
      const by = expected ? Date.parse(expected) : standing.by;
      const when = by === undefined || by < now ? t("subtitleWaiting") : t("replyBy", say(by));
      parts.splice(0, 3, "clock", when, by !== undefined && by > now ? t("left", span(by - now, language)) : until === undefined ? "" : t("peopleUntil", say(until)));
    } else if (inbox) {
      const by = promiseNow(chat.state, now);
      if (!isOpen(chat.state, now) && inbox.next_open) parts[2] = t("personFrom", say(Date.parse(inbox.next_open)));
      else parts[2] = [by === undefined ? "" : t("personBy", say(by)), until === undefined ? "" : t("personUntil", say(until))].filter(Boolean).join(" · ");
    }
    const says = JSON.stringify([parts, isAsked, language]);
    if (says === this.#personSays) return;
    this.#personSays = says;
    const [kind, words, side] = parts;
    const isFocused = this.#person.contains((this.#person.getRootNode() as ShadowRoot).activeElement);
    const talk = busy(button("link", "person", () => void chat.put({ type: "handoff" }), words), isAsked);
    const lead = kind === "typing" ? set(h("span", "typing", h("i", ""), h("i", ""), h("i", "")), { "aria-hidden": "true" }) : icon(kind === "ask" ? "person" : kind, kind === "person" ? "i c-pine" : "i");
    this.#person.replaceChildren(lead, kind === "ask" ? talk : h("span", "muted", words), ...(side ? [h("span", "muted side", side)] : []));
    if (isFocused && kind === "ask") talk.focus();
  }

  #press(): void {
    if (this.#turn && !this.input.value.trim()) this.chat.stop(this.#turn);
    else this.#send();
  }

  #send(): void {
    const text = this.input.value.trim();
    if (!text || lengthOf(text) > TEXT_CHARS_MAX) return;
    this.input.value = "";
    this.chat.typed("");
    this.suggestions.hide();
    this.grow();
    const id = this.chat.say(text);
    this.#check();
    this.said(id);
  }

  #typed(): void {
    this.grow();
    this.#check();
    this.chat.typed(this.input.value);
    // What is still being composed is no word yet.
    if (!this.#composing) this.suggestions.typed(this.input.value);
  }

  #key(event: KeyboardEvent): void {
    const isComposing = this.#composing || event.isComposing || event.keyCode === 229 || (event.key === "Enter" && performance.now() - this.#composedAt < COMPOSED_MS);
    if (isComposing) return event.stopPropagation();
    if (this.suggestions.key(event)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "Enter" && !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.#send();
    }
  }

  /** What the button does, and whether the text is too long. */
  #check(): void {
    const t = this.words();
    const text = this.input.value.trim();
    const over = text.length > TEXT_CHARS_MAX ? lengthOf(text) - TEXT_CHARS_MAX : 0;
    const why = over > 0 ? t("tooLong", over) : "";
    if (this.#why.textContent !== why) this.#why.textContent = why;
    this.#why.hidden = !why;
    set(this.input, { "aria-invalid": over > 0 ? "true" : undefined, "aria-describedby": over > 0 ? "fl-why" : undefined });
    const stops = this.#turn !== undefined && !text;
    const kind = stops ? "stop" : "send";
    if (this.#go.dataset.kind !== kind) {
      this.#go.dataset.kind = kind;
      this.#go.replaceChildren(icon(kind));
    }
    this.#go.className = `go${stops ? " halt" : !text || over > 0 ? " off" : ""}`;
    set(this.#go, { "aria-label": stops ? t("stop") : t("send"), "aria-disabled": !stops && (!text || over > 0) ? "true" : undefined });
  }
}
