/** The head of the panel: whose chat it is, or which person is here. */

import { button, h, icon, set } from "./dom";
import type { Menu } from "./menu";
import type { Standing } from "./standing";
import type { Tools } from "./tools";

/** The header row. */
export class Header {
  readonly element: HTMLElement;
  readonly #face = set(h("span", ""), { "aria-hidden": "true" });
  readonly #name = set(h("h1", "name"), { id: "fl-name", dir: "auto" });
  readonly #sub = h("div", "sub");
  readonly #close: HTMLButtonElement;
  #shown = "";

  constructor(
    private readonly tools: Tools,
    private readonly menu: Menu,
  ) {
    const { chat } = tools;
    this.#close = button("btn quiet icon", "close", () => chat.close(), icon("close"));
    this.#close.hidden = chat.host.settings.page;
    this.element = h("div", "head", this.#face, h("div", "grow", this.#name, this.#sub), menu.button, this.#close);
  }

  draw(standing: Standing): void {
    const { t, chat } = this.tools;
    const own = chat.state.inbox?.name;
    // An inbox may have no name of its own, and a line that never opened brings none.
    const inbox = own || (own === "" ? t("help") : chat.link.is === "new" ? "" : t("conversation"));
    const person = standing.is === "agent" ? standing.name : "";
    const sub = this.#stands(standing, own);
    const shown = [person, inbox, sub].join("\n");
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#face.className = person ? "face" : "brand";
    this.#face.replaceChildren(person ? initials(person) : icon("mark"));
    this.#name.textContent = person || inbox;
    this.#sub.textContent = sub;
    set(this.menu.button, { "aria-label": t("more") });
    set(this.#close, { "aria-label": t("close") });
  }

  #stands(standing: Standing, inbox = ""): string {
    const { t, time } = this.tools;
    if (standing.is === "agent") return (inbox && `${inbox} · `) + t("subtitlePerson");
    if (standing.is === "waiting") return t("subtitleWaiting");
    // What silence decided is not called solved.
    if (standing.is !== "resolved" || standing.how !== "confirmed") return t("subtitle");
    return standing.name ? t("subtitleSolvedBy", standing.name, time(standing.at)) : t("subtitleSolved", time(standing.at));
  }
}

/** The first two letters of a name. */
export function initials(name: string): string {
  return [...name.trim()].slice(0, 2).join("").toUpperCase();
}
