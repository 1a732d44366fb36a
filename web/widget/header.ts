/** The head of the panel: whose chat it is, or which person is here. */

import { timeOfDay } from "../shared/when";
import type { Chat } from "./core";
import { button, h, icon, set } from "./dom";
import type { Menu } from "./menu";
import type { Standing } from "./standing";
import type { Words } from "./strings";

/** The header row. */
export class Header {
  readonly element: HTMLElement;
  readonly #mark = h("span", "brand", icon("mark"));
  readonly #face = h("span", "face");
  readonly #name = set(h("h1", "name"), { id: "fl-name", dir: "auto" });
  readonly #sub = h("div", "sub");
  readonly #close: HTMLButtonElement;

  constructor(
    private readonly chat: Chat,
    private readonly words: () => Words,
    private readonly menu: Menu,
  ) {
    this.#close = button("btn quiet icon", "close", () => chat.close(), icon("close"));
    this.#close.hidden = chat.host.settings.page;
    set(this.#mark, { "aria-hidden": "true" });
    set(this.#face, { "aria-hidden": "true" });
    this.element = h("header", "head", this.#mark, this.#face, h("div", "grow", this.#name, this.#sub), menu.button, this.#close);
  }

  draw(standing: Standing, _now: number): void {
    const t = this.words();
    const { language, state } = this.chat;
    const inbox = state.inbox?.name ?? "";
    const person = standing.is === "agent" && standing.name ? standing.name : undefined;
    this.#mark.hidden = person !== undefined;
    this.#face.hidden = person === undefined;
    write(this.#face, person ? initials(person) : "");
    write(this.#name, person ?? inbox);
    write(this.#sub, this.#subtitle(standing, inbox, t, (at) => timeOfDay(at, language)));
  }

  relabel(): void {
    const t = this.words();
    set(this.menu.button, { "aria-label": t("more"), title: t("more") });
    set(this.#close, { "aria-label": t("close"), title: t("close") });
  }

  #subtitle(standing: Standing, inbox: string, t: Words, time: (at: number) => string): string {
    switch (standing.is) {
      case "waiting":
        return t("subtitleWaiting");
      case "agent":
        return t("subtitlePerson", inbox);
      case "resolved":
        return standing.name ? t("subtitleSolvedWith", standing.name, time(standing.at)) : t("subtitleSolved", time(standing.at));
      case "closed":
        return t("subtitleEnded", time(standing.at));
      default:
        return t("subtitle");
    }
  }
}

function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Two letters of a Latin name, the last two characters of a Han one. */
export function initials(name: string): string {
  const han = name.match(/\p{Script=Han}/gu);
  if (han) return han.slice(-2).join("");
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const letters = words.length > 1 ? [...words[0]!].slice(0, 1).concat([...words.at(-1)!].slice(0, 1)) : [...(words[0] ?? "")].slice(0, 2);
  return letters.join("").toUpperCase();
}
