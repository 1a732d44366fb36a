/** The widget's face: header, log, composer. Draws the state of the core, and touches only what has changed. */

import { linkTo, safeUrl } from "../shared/blocks";
import { tagOf, timeOfDay } from "../shared/when";
import { Announcer, wordsOf } from "./announce";
import { Composer } from "./composer";
import type { Chat } from "./core";
import { button, h, icon, langOf, set } from "./dom";
import { draw, drawNotice, linkWords, secondsTo, speaker } from "./draw";
import { Header } from "./header";
import { Menu } from "./menu";
import style from "./panel.css?inline";
import { type Row, rowsOf, TICK_MS } from "./rows";
import { Scroll } from "./scroll";
import { type Standing, standingOf } from "./standing";
import type { Tools } from "./tools";
import type { Key } from "./words.en";

/** Below this the panel is the whole screen. */
const PHONE = "(max-width: 479.98px)";

/** Builds the panel into the widget's frame. */
export function mount(chat: Chat): Panel {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  chat.host.shadow.adoptedStyleSheets.push(sheet);
  return new Panel(chat);
}

/** The panel, open or hidden. */
export class Panel {
  readonly #element = h("div", "panel");
  readonly #log = set(h("div", "log"), { role: "log", "aria-live": "off", tabindex: "0" });
  readonly #notices = set(h("div", "notices"), { role: "status" });
  readonly #rows = h("div", "rows");
  readonly #tail = h("div", "tail");
  readonly #below: HTMLButtonElement;
  readonly #header: Header;
  readonly #menu: Menu;
  readonly #composer: Composer;
  readonly #announcer = new Announcer();
  readonly #scroll: Scroll;
  readonly #tools: Tools;
  readonly #phone = matchMedia(PHONE);
  readonly #folded = new Set<string>();
  #shown = new Map<string, { row: Row; element: HTMLElement }>();
  /** Keys of what the reader has seen or could have seen. */
  readonly #seen = new Set<string>();
  #fresh: string | undefined;
  #language: string | undefined;
  #ready = false;
  #told: readonly unknown[] = [];
  #pinNext: string | undefined;
  readonly #ticks: ReturnType<typeof setInterval>[] = [];
  #status = "";
  /** The draft of the page that the reader has not touched. */
  #offered = "";

  constructor(private readonly chat: Chat) {
    this.#tools = this.#makeTools();
    this.#menu = new Menu(this.#tools, () => standingOf(chat.state), () => this.#startAnew());
    this.#header = new Header(this.#tools, this.#menu);
    this.#composer = new Composer(this.#tools, (id) => this.#said(id));
    this.#below = button("below", "below", () => this.#toNew(), icon("send", "i s"), h("span", ""));
    this.#below.hidden = true;
    this.#log.append(this.#rows, this.#tail);
    this.#scroll = new Scroll(this.#log, this.#rows, this.#tail, () => this.#look());
    this.#element.append(this.#header.element, this.#menu.element, this.#notices, h("div", "middle", this.#log, this.#below), this.#composer.element, this.#announcer.element);
    this.#notices.onscroll = () => this.#look();
    this.#element.hidden = true;
    this.#element.addEventListener("keydown", (event) => this.#key(event));
    this.#phone.addEventListener("change", () => this.#shape());
    visualViewport?.addEventListener("resize", () => this.#shape());
    visualViewport?.addEventListener("scroll", () => this.#shape());
    addEventListener("focus", () => this.#look());
    document.addEventListener("visibilitychange", () => this.#look());
    chat.host.frame.append(this.#element);
    chat.watch(() => this.#draw());
    this.#shape();
  }

  #makeTools(): Tools {
    const { chat } = this;
    const notes = new Map<string, string>();
    return {
      chat,
      get t() {
        return chat.words!;
      },
      notes,
      fold: (key) => (this.#folded.add(key), this.#draw()),
      refresh: () => this.#draw(true),
      callPerson: () => {
        this.#pinNext = "promise";
        chat.put({ type: "handoff" });
      },
      write: () => this.#composer.input.focus(),
      status: (text) => this.#announcer.status(text),
      alert: (text) => this.#announcer.alert(text),
      time: (at) => timeOfDay(at, chat.language).replace(" ", "\u00a0"),
      says: (element, text) => set(element, { dir: "auto", lang: langOf(text, chat.language) }),
      link: (url, words, doc, reply) => {
        const safe = safeUrl(url ?? "", chat.host.settings.base);
        if (!url || !safe) return h("span", "", words);
        const made = linkTo(safe, words);
        if (doc) made.addEventListener("click", () => chat.opens(doc, reply));
        return made;
      },
    };
  }

  /** Opens. The focus follows only a reader who asked for it. */
  show({ draft, byReader }: { draft?: string; byReader: boolean }): void {
    const wasHidden = this.#element.hidden;
    this.#element.hidden = false;
    this.#shape();
    if (draft) this.#offer(draft);
    this.#draw();
    if (wasHidden) {
      this.#ticks.push(setInterval(() => this.#draw(), TICK_MS), setInterval(() => this.#second(), 1000));
      this.#arrive();
    }
    this.#composer.grow();
    if (byReader) this.#composer.input.focus({ preventScroll: true });
  }

  /** Puts a page's draft in. It takes nothing of what the reader has written, and is not kept before they act. */
  #offer(draft: string): void {
    const own = this.#composer.input.value;
    if (own.includes(draft)) return;
    const isOwn = own.trim() !== "" && own !== this.#offered;
    const text = isOwn ? `${own.trimEnd()}\n${draft}` : draft;
    this.#offered = isOwn ? "" : text;
    this.#composer.put(text);
    if (this.chat.keep.acted) this.chat.typed(text);
  }

  /** Forgets what was typed: it is another person's. */
  clear(): void {
    this.#composer.put("");
  }

  hide(): void {
    this.#element.hidden = true;
    this.#composer.suggestions.hide();
    this.#menu.close(false);
    for (const tick of this.#ticks.splice(0)) clearInterval(tick);
  }

  /** The reader comes: to what they have not read, else to the end. */
  #arrive(): void {
    const read = this.chat.readTo();
    const question = [...this.#shown.values()].findLast(({ row }) => row.kind === "said" && !row.correction);
    const unread = [...this.#shown.values()].find(({ row }) => (row.kind === "answer" || row.kind === "person") && row.seq > read);
    const standing = standingOf(this.chat.state).is;
    if (unread && standing !== "bot") this.#scroll.show(unread.element);
    else if (question && standing === "bot") this.#scroll.pin(question.element);
    else this.#scroll.follow();
    this.#look();
  }

  /** Something was said here: a question goes to the top, a word to a person to the end. */
  #said(clientId: string): void {
    this.#fresh = undefined;
    this.#pinNext = `c:${clientId}`;
    this.#draw();
  }

  #startAnew(): void {
    const standing = standingOf(this.chat.state);
    if (standing.is !== "closed" && standing.is !== "none") this.chat.put({ type: "close" });
    this.#fresh = this.chat.state.log.conversation;
    this.#draw();
    this.#composer.input.focus();
  }

  #draw(whole = false): void {
    if (this.#element.hidden) return;
    const { chat } = this;
    const now = Date.now();
    const standing = standingOf(chat.state);
    if (this.#fresh !== chat.state.log.conversation) this.#fresh = undefined;
    const isFresh = this.#fresh !== undefined;
    const standingHere: Standing = isFresh ? { is: "none" } : standing;
    const isRelabelled = this.#language !== chat.language;
    if (isRelabelled) this.#speak();
    const local = { folded: this.#folded, skipped: chat.keep.session.skipped, fresh: isFresh, link: chat.link, renewed: chat.renewed, lasting: chat.keep.lasting };
    this.#lay(rowsOf(chat.state, standingHere, local, now), whole || isRelabelled);
    this.#header.draw(standingHere);
    this.#tell(isRelabelled);
    this.#composer.draw(standingHere, now);
    this.#announce(standingHere);
    if (this.#composer.input !== chat.host.shadow.activeElement && chat.keep.acted) this.#composer.put(chat.draft);
    this.#look();
  }

  /** What goes on stands above everything that was said. */
  #tell(again: boolean): void {
    const { notices } = this.chat.state;
    if (notices === this.#told && !again) return;
    this.#told = notices;
    this.#notices.replaceChildren(...notices.map((notice) => h("div", "r-notice", ...drawNotice(notice, this.#tools))));
    this.#notices.scrollTop = 0;
  }

  /** Brings the log's elements in line with the rows. */
  #lay(rows: readonly Row[], whole: boolean): void {
    this.#scroll.before();
    const active = this.chat.host.shadow.activeElement as HTMLElement | null;
    const next = new Map<string, { row: Row; element: HTMLElement }>();
    let place: Element | null = this.#rows.firstElementChild;
    for (const row of rows) {
      const held = this.#shown.get(row.key);
      const element = held?.element ?? h("div", "row");
      if (!held || whole || !isSame(held.row, row)) this.#redraw(element, row, held?.row, active);
      next.set(row.key, { row, element });
      if (element === place) place = place.nextElementSibling;
      else this.#rows.insertBefore(element, place);
    }
    for (const [key, { element }] of this.#shown) {
      if (next.has(key)) continue;
      const hadFocus = element.contains(active);
      element.remove();
      if (hadFocus) this.#log.focus({ preventScroll: true });
    }
    this.#shown = next;
    const pin = this.#pinNext && next.get(this.#pinNext);
    if (pin) {
      this.#pinNext = undefined;
      const standing = standingOf(this.chat.state).is;
      if (pin.row.kind === "promise") this.#scroll.show(pin.element);
      // Without a connection nothing comes below it.
      else if (standing === "waiting" || standing === "agent" || this.chat.link.is !== "open") this.#scroll.follow();
      else this.#scroll.pin(pin.element);
    }
    this.#scroll.after();
    this.#ready ||= this.chat.state.caughtUp;
  }

  #redraw(element: HTMLElement, row: Row, before: Row | undefined, active: HTMLElement | null): void {
    const id = this.#tools.notes.get("focus") ?? (active && element.contains(active) ? active.dataset.id : undefined);
    const selection = active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement ? ([active.selectionStart, active.selectionEnd] as const) : undefined;
    draw(element, row, before, this.#tools);
    const again = id && element.isConnected ? element.querySelector<HTMLElement>(`[data-id="${id}"]`) : null;
    if (!again) return;
    this.#tools.notes.delete("focus");
    again.focus({ preventScroll: true });
    if (selection && again instanceof HTMLTextAreaElement) again.setSelectionRange(...selection);
  }

  /** Says what is new since the panel was drawn last. */
  #announce(standing: Standing): void {
    const { t } = this.#tools;
    for (const { row, element } of this.#shown.values()) {
      if (row.kind !== "answer" && row.kind !== "person") continue;
      const say = element.querySelector(".say");
      const text = say ? wordsOf(say) : "";
      if (!text) continue;
      const who = row.kind === "person" ? row.name : speaker(row, t);
      this.#announcer.reply(row.key, who, text, langOf(text, this.chat.language), this.#heard);
    }
    if (this.#ready) this.#heard = true;
    const status = this.#stateWords(standing);
    if (status === this.#status) return;
    this.#status = status;
    // A line that never opens brings no log to wait for.
    if (status && (this.#heard || this.chat.link.is !== "open")) this.#announcer.status(status);
  }
  #heard = false;

  /** What a screen reader is told of the state: connection first, then the case. Clocks are left out until they matter. */
  #stateWords(standing: Standing): string {
    const { t } = this.#tools;
    const { link } = this.chat;
    if (link.is !== "open" && link.is !== "new") return t(linkWords(link.is, link.is === "refused" ? link.code : 0));
    if (standing.is === "waiting") {
      // The clock counts in silence; that a quarter is left is said once.
      const card = this.#shown.get("promise")?.element;
      const big = card?.querySelector(".big")?.textContent ?? "";
      const soon = card?.querySelector(".clock.soon")?.textContent;
      return soon === undefined || this.#status.startsWith(`${big}. `) ? (soon ? this.#status : big) : `${big}. ${soon}`;
    }
    if (standing.is === "agent" && standing.name) return t("hereNow", standing.name);
    return "";
  }

  /** What is in view has been read; what came in below it is counted. */
  #look(): void {
    if (this.#element.hidden) return;
    const edge = this.#scroll.edge;
    let unseen = 0;
    let read = 0;
    for (const { row, element } of this.#shown.values()) {
      const isVoice = row.kind === "answer" || row.kind === "person";
      if (element.offsetTop < edge) {
        this.#seen.add(row.key);
        read = Math.max(read, row.seq);
      } else if (isVoice && this.#ready && !this.#seen.has(row.key)) unseen++;
    }
    // Lines and turns that show nothing of their own lie before what is seen, or at the end.
    const all = [...this.#shown.values()].every(({ element }) => element.offsetTop < edge);
    const newest = this.chat.state.log.events.at(-1)?.seq ?? 0;
    if (document.visibilityState === "visible" && document.hasFocus() && this.#ready) this.chat.hasRead(all ? newest : read);
    this.#below.hidden = unseen === 0;
    if (unseen > 0) this.#below.lastElementChild!.textContent = this.#tools.t("newBelow", unseen);
    if (this.#scroll.atTop && this.#ready && this.chat.state.older) this.chat.history();
    // The lower edge of the notices fades while more of them follows.
    const { scrollTop, clientHeight, scrollHeight } = this.#notices;
    this.#notices.classList.toggle("is-long", scrollTop + clientHeight < scrollHeight - 2);
    set(this.#notices, { tabindex: scrollHeight > clientHeight && "0" });
  }

  #toNew(): void {
    const first = [...this.#shown.values()].find(({ row, element }) => (row.kind === "answer" || row.kind === "person") && !this.#seen.has(row.key) && element.offsetTop >= this.#scroll.edge);
    if (first) this.#scroll.show(first.element);
    else this.#scroll.follow();
    this.#log.focus({ preventScroll: true });
  }

  #second(): void {
    for (const counter of this.#rows.querySelectorAll<HTMLElement>("[data-until]")) {
      counter.textContent = this.#tools.t(counter.dataset.says as Key, secondsTo(Number(counter.dataset.until)));
    }
    this.#composer.draw(this.#fresh === undefined ? standingOf(this.chat.state) : { is: "none" }, Date.now());
  }

  #speak(): void {
    const { chat } = this;
    const { t } = this.#tools;
    this.#language = chat.language;
    this.#element.lang = tagOf(chat.language);
    set(this.#log, { "aria-label": t("conversation") });
    // Names the dialog for as long as the inbox has not told its name.
    set(this.#element, { "aria-label": t("conversation") });
    this.#composer.suggestions.relabel();
    this.#announcer.clear();
  }

  /** A dialog beside the page, the whole screen on a phone, or the page itself. */
  #shape(): void {
    const { frame, settings } = this.chat.host;
    frame.toggleAttribute("data-rtl", getComputedStyle(frame).direction === "rtl");
    set(this.#element, { role: settings.page ? "main" : "dialog", "aria-modal": !settings.page && this.#phone.matches && "true", "aria-labelledby": "fl-name" });
    const view = visualViewport;
    // On a phone the keyboard takes its room from the panel, not from the question.
    if (view && view.scale <= 1.01) {
      this.#element.style.setProperty("--top", `${view.offsetTop}px`);
      this.#element.style.setProperty("--height", `${view.height}px`);
    }
    this.#composer.grow();
  }

  #key(event: KeyboardEvent): void {
    if (event.key === "Escape" && !event.isComposing && !this.chat.host.settings.page) {
      event.stopPropagation();
      event.preventDefault();
      this.chat.close();
    } else if (event.key === "Tab" && this.#phone.matches && !this.chat.host.settings.page) {
      this.#trap(event);
    }
  }

  /** On a phone nothing else is on the screen, so the focus stays in here. */
  #trap(event: KeyboardEvent): void {
    const reach = [...this.#element.querySelectorAll<HTMLElement>('a[href], button, textarea, input, [tabindex="0"]')].filter((one) => one.tabIndex >= 0 && one.offsetParent !== null);
    const active = this.chat.host.shadow.activeElement;
    const [from, to] = event.shiftKey ? [reach[0], reach.at(-1)] : [reach.at(-1), reach[0]];
    if (active !== from) return;
    event.preventDefault();
    to?.focus();
  }
}

/** Rows are made of the state's own pieces, so that comparing their fields is enough. */
function isSame(one: Row, other: Row): boolean {
  const [a, b] = [one, other] as unknown as Record<string, unknown>[];
  return Object.keys(b!).every((key) => a![key] === b![key] || (key === "line" && JSON.stringify(a![key]) === JSON.stringify(b![key])));
}
