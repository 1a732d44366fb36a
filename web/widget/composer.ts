/** The place to write: text that grows, a button that sends or stops, and the way to a person below it. */

import { span } from "../shared/when";
import { busy, button, h, icon, set } from "./dom";
import { promiseNow } from "./rows";
import { isOpen, type Standing } from "./standing";
import { Suggestions } from "./suggest";
import type { Tools } from "./tools";

/** What the server takes as one message, in characters. */
export const TEXT_CHARS_MAX = 8_000;
const DAY_MS = 86_400_000;
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
  readonly element = h("div", "foot");
  readonly input = set(h("textarea", ""), { rows: "1", dir: "auto", "data-id": "input", enterkeyhint: "send", autocomplete: "off" });
  readonly suggestions: Suggestions;
  readonly #box = h("div", "compose");
  readonly #go = h("button", "go");
  readonly #why = set(h("div", "why"), { id: "fl-why", role: "alert" });
  readonly #person = h("div", "human");
  #composing = false;
  #composedAt = -COMPOSED_MS;
  #turn: string | undefined;
  /** What the footer's last row says, to leave it alone while nothing has changed. */
  #personSays = "";

  constructor(
    private readonly tools: Tools,
    /** Called after something was said. */
    private readonly said: (clientId: string) => void,
  ) {
    const { chat } = tools;
    this.suggestions = new Suggestions(tools, this.input);
    this.#go.type = "button";
    this.#go.dataset.id = "go";
    this.#go.onclick = () => this.#press();
    // The text keeps the focus, so that a phone's keyboard stays.
    this.#go.onpointerdown = (event) => event.preventDefault();
    this.#box.append(this.input, this.#go);
    this.#box.onclick = (event) => event.target === this.#box && this.input.focus();
    this.element.append(this.suggestions.element, this.#why, this.#box, this.#person);
    this.input.oninput = () => this.#typed();
    this.input.addEventListener("compositionstart", () => (this.#composing = true));
    this.input.addEventListener("compositionend", () => {
      this.#composing = false;
      this.#composedAt = performance.now();
      this.#typed();
    });
    this.input.onkeydown = (event) => this.#key(event);
    this.input.onblur = () => chat.paused();
    this.input.value = chat.draft;
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
    this.#turn = standing.is === "bot" ? standing.turn : undefined;
    const hint = this.#hint(standing);
    if (this.input.placeholder !== hint) set(this.input, { placeholder: hint, "aria-label": hint });
    this.#drawPerson(standing, now);
    this.#check();
    this.suggestions.receive();
  }

  /** Fits the box to its text. */
  grow(): void {
    this.input.style.blockSize = "auto";
    this.input.style.blockSize = `${this.input.scrollHeight}px`;
  }

  #hint(standing: Standing): string {
    const { t, chat } = this.tools;
    if (this.#turn || chat.link.is === "lost") return t("writeOn");
    switch (standing.is) {
      case "waiting":
        return t("addSomething");
      case "agent":
        return standing.name ? t("replyTo", standing.name) : t("addSomething");
      case "resolved":
      case "closed":
        return t("askNew");
      default:
        return t("describe");
    }
  }

  /** Who can be asked, who is asked, or who is here: always in the same place. */
  #drawPerson(standing: Standing, now: number): void {
    const { t, chat, time: say } = this.tools;
    const { inbox, sent, place, typingUntil } = chat.state;
    const isAsked = sent.some((one) => one.frame.type === "handoff" && !one.refused);
    const closes = inbox?.open_until && isOpen(chat.state, now) ? Date.parse(inbox.open_until) : Infinity;
    // The end of another day is far away.
    const until = closes - now < DAY_MS ? t("personUntil", say(closes)) : "";
    let sign: "person" | "clock" | "typing" = "person";
    let words = t("person");
    let side = "";
    if (standing.is === "agent") {
      if (typingUntil > now) sign = "typing";
      words = t(typingUntil > now ? "writing" : "hereNow", standing.name || t("somebody"));
      if (standing.by) side = t("personBy", say(standing.by));
    } else if (standing.is === "waiting") {
      const by = place?.expectedBy ? Date.parse(place.expectedBy) : (standing.by ?? 0);
      sign = "clock";
      words = by > now ? t("replyBy", say(by)) : t("subtitleWaiting");
      side = by > now ? t("left", span(by - now, chat.language)) : until;
    } else if (inbox) {
      const by = promiseNow(chat.state, now);
      side = inbox.next_open && !isOpen(chat.state, now) ? t("personFrom", say(Date.parse(inbox.next_open))) : [by && t("personBy", say(by)), until].filter(Boolean).join(" · ");
    }
    const asks = standing.is !== "agent" && standing.is !== "waiting";
    const says = [sign, words, side, isAsked].join();
    if (says === this.#personSays) return;
    this.#personSays = says;
    const hadFocus = this.#person.contains(chat.host.shadow.activeElement);
    const talk = asks ? busy(button("link", "person", this.tools.callPerson, words), isAsked) : h("span", "muted", words);
    this.#person.replaceChildren(sign === "typing" ? h("span", "typing", h("i", ""), h("i", ""), h("i", "")) : icon(sign), talk, h("span", "muted side", side));
    if (hadFocus) (asks ? talk : this.input).focus();
  }

  #press(): void {
    if (this.#turn && !this.input.value.trim()) this.tools.chat.stop(this.#turn);
    else this.#send();
  }

  #send(): void {
    const text = this.input.value.trim();
    if (!text || lengthOf(text) > TEXT_CHARS_MAX) return;
    this.input.value = "";
    this.tools.chat.typed("");
    this.suggestions.hide();
    this.grow();
    const id = this.tools.chat.say(text);
    this.#check();
    this.said(id);
  }

  #typed(): void {
    this.grow();
    this.#check();
    this.tools.chat.typed(this.input.value);
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
    const { t } = this.tools;
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
