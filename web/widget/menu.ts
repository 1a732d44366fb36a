/** The menu behind the three dots: language, the end, a new beginning, privacy, forgetting. */

import { button, h, icon, set } from "./dom";
import type { Standing } from "./standing";
import type { Tools } from "./tools";

/** The menu and its button. */
export class Menu {
  readonly button: HTMLButtonElement;
  readonly element = set(h("div", "menu"), { role: "menu", id: "fl-menu" });
  #sure = false;

  constructor(
    private readonly tools: Tools,
    private readonly standing: () => Standing,
    private readonly startAnew: () => void,
  ) {
    this.button = set(button("btn quiet icon", "more", () => (this.open ? this.close() : this.show()), icon("more")), { "aria-haspopup": "menu", "aria-expanded": "false", "aria-controls": "fl-menu" });
    this.element.hidden = true;
    this.element.onkeydown = (event) => this.#key(event);
  }

  get open(): boolean {
    return !this.element.hidden;
  }

  show(): void {
    this.#sure = false;
    this.#draw();
    this.element.hidden = false;
    set(this.button, { "aria-expanded": "true" });
    this.#items[0]?.focus();
  }

  close(focus = true): void {
    if (!this.open) return;
    this.element.hidden = true;
    set(this.button, { "aria-expanded": "false" });
    if (focus) this.button.focus();
  }

  get #items(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>("[role=menuitem]")];
  }

  #draw(): void {
    const { t, chat } = this.tools;
    const standing = this.standing().is;
    const item = (id: string, words: string, act: () => void) => set(button("", id, act, words), { role: "menuitem", tabindex: "-1" });
    const ends = (act: () => void) => () => (this.close(), act());
    const language = item("language", t("language"), ends(() => chat.speak(chat.language === "zh" ? "en" : "zh")));
    language.lang = chat.language === "zh" ? "en" : "zh-Hans";
    const items: HTMLElement[] = [language];
    if (standing !== "none" && standing !== "closed") items.push(item("done", t("done"), ends(() => void chat.put({ type: "close" }))));
    if (standing !== "none") items.push(item("new", t("newConversation"), ends(() => this.startAnew())));
    const privacy = this.tools.link(chat.state.inbox?.privacy_url, t("privacy"));
    privacy.onclick = () => this.close();
    if (privacy.tagName === "A") items.push(set(privacy, { role: "menuitem", tabindex: "-1" }));
    const forget = item("forget", this.#sure ? t("forgetSure") : t("forget"), () => {
      if (this.#sure) {
        this.close();
        chat.signOut();
      } else {
        this.#sure = true;
        this.#draw();
        this.#items.at(-1)?.focus();
      }
    });
    if (this.#sure) forget.className = "c-red";
    items.push(forget);
    this.element.replaceChildren(...items);
  }

  #key(event: KeyboardEvent): void {
    const items = this.#items;
    const at = items.indexOf((this.element.getRootNode() as ShadowRoot).activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      items.at(to % items.length)?.focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      if (event.key === "Escape") event.preventDefault();
      event.stopPropagation();
      this.close();
    }
  }
}
