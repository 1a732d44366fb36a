/** `widget.js`: what every page pays for. Draws the launcher, gives the page its API, and fetches the rest when somebody opens it. */

import tokens from "../shared/palette.css?inline";
import { type Language, languageOf } from "../shared/when";
import type { Core, EventName, Host } from "./host";
import style from "./launcher.css?inline";
import { readSettings } from "./settings";
import { LAUNCHER } from "./words";

declare const __CORE__: string;

/** The version of the API below. */
const VERSION = "1";
const TAG = "firstline-chat";
/** The newest core, by a name that outlives upgrades. */
const NEWEST = "assets/core.js";
const SVG = "http://www.w3.org/2000/svg";

type Listener = (detail?: unknown) => unknown;
type Call = [name: string, ...args: unknown[]];

const script = (document.currentScript ?? document.querySelector('script[data-inbox][src*="widget.js"]')) as HTMLScriptElement | null;

/** The launcher, and the way from it to the core. */
class Launcher implements Host {
  readonly settings;
  readonly shadow: ShadowRoot;
  readonly frame = document.createElement("div");
  readonly #button = document.createElement("button");
  readonly #words = document.createElement("span");
  readonly #badge = document.createElement("span");
  readonly #listeners = new Map<EventName, Set<Listener>>();
  #language: Language;
  #core: Promise<Core> | undefined;
  #opening: Promise<void> | undefined;
  #running: Core | undefined;
  #n = 0;
  #trouble = false;
  #readyTold = false;
  /** What the page said before the core was there. */
  #jwt: string | null | undefined;
  readonly #entries: Record<string, string> = {};

  constructor(element: HTMLElement, source: HTMLScriptElement) {
    this.settings = readSettings(source);
    this.#language = this.settings.language;
    this.shadow = element.attachShadow({ mode: "open" });
    this.shadow.adoptedStyleSheets = [tokens, style].map((text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      return sheet;
    });
    const frame = this.frame;
    const [button, badge, words] = [this.#button, this.#badge, this.#words];
    frame.className = "frame";
    frame.dataset.position = this.settings.position;
    if (this.settings.page) frame.dataset.page = "";
    if (this.settings.brand) {
      frame.style.setProperty("--fill", this.settings.brand.fill);
      frame.style.setProperty("--fill-hover", this.settings.brand.fill);
      frame.style.setProperty("--on-fill", this.settings.brand.text);
    }
    this.#theme();
    button.className = "launch";
    button.type = "button";
    button.setAttribute("aria-haspopup", "dialog");
    button.setAttribute("aria-expanded", "false");
    badge.className = "count";
    badge.hidden = true;
    badge.setAttribute("aria-hidden", "true");
    button.append(mark(), words, badge);
    button.onclick = () => void this.open({ byReader: true });
    frame.append(button);
    button.hidden = this.settings.page;
    this.shadow.append(frame);
    this.#label();
  }

  /** Begins what was asked for beforehand: an open panel, an earlier session. */
  begin(): void {
    this.#readyTold = true;
    this.emit("ready");
    if (this.settings.open) void this.open({ byReader: false });
    else if (isKept(this.settings.inbox)) (window.requestIdleCallback ?? setTimeout)(() => void this.#fetch().catch(() => this.#newest()).catch(() => undefined));
  }

  // For the page.

  open(options: { draft?: string; byReader: boolean }): Promise<void> {
    return (this.#opening ??= this.#open(options).finally(() => (this.#opening = undefined)));
  }

  async #open(options: { draft?: string; byReader: boolean }): Promise<void> {
    this.#button.setAttribute("aria-busy", "true");
    try {
      // A page that is older than the server's last upgrade knows chunks that are gone: core, panel or words.
      await this.#fetch().then((core) => core.open(options)).catch(async () => (await this.#newest()).open(options));
      this.#trouble = false;
    } catch (error) {
      console.warn("Firstline could not be loaded:", error);
      this.#trouble = true;
    }
    this.#button.removeAttribute("aria-busy");
    this.#label();
  }

  close(): void {
    this.#running?.close();
  }

  isOpen(): boolean {
    return this.#running?.isOpen() ?? false;
  }

  identify(jwt: string | null): void {
    this.#jwt = jwt;
    this.#running?.identify(jwt);
  }

  context(entries: Record<string, string>): void {
    Object.assign(this.#entries, entries);
    this.#running?.context(entries);
  }

  /** The page has changed its language. What the reader has chosen here stands. */
  locale(tag: string): void {
    this.settings.language = languageOf(tag);
    if (this.#running) this.#running.locale(this.settings.language);
    else this.speak(this.settings.language);
  }

  on(event: EventName, listener: Listener): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    if (event === "ready" && this.#readyTold) listener();
    return () => void listeners.delete(listener);
  }

  signOut(): void {
    this.#jwt = undefined;
    if (this.#running) return this.#running.signOut();
    forget(this.settings.inbox);
  }

  // For the core.

  emit(event: EventName, detail?: unknown): unknown[] {
    return [...(this.#listeners.get(event) ?? [])].map((listener) => {
      try {
        return listener(detail);
      } catch (error) {
        // A page's mistake is the page's to see, and stops nothing here.
        console.error(error);
        return undefined;
      }
    });
  }

  unread(n: number): void {
    this.#n = n;
    this.#label();
  }

  shown(open: boolean, byReader: boolean): void {
    this.#button.setAttribute("aria-expanded", String(open));
    this.frame.toggleAttribute("data-open", open);
    if (!open && byReader && !this.settings.page) this.#button.focus();
  }

  speak(language: Language): void {
    this.#language = language;
    this.#label();
  }

  // Inside.

  #fetch(): Promise<Core> {
    return (this.#core ??= this.#start(__CORE__));
  }

  #newest(): Promise<Core> {
    const core = this.#start(`${NEWEST}?${Date.now()}`);
    core.then(() => (this.#core = core), () => undefined);
    return core;
  }

  async #start(name: string): Promise<Core> {
    const chunk = (await import(/* @vite-ignore */ new URL(name, this.settings.base).href)) as { start(host: Host): Core };
    this.#running?.end();
    const core = (this.#running = chunk.start(this));
    if (this.#jwt !== undefined) core.identify(this.#jwt);
    core.context(this.#entries);
    return core;
  }

  #label(): void {
    const text = LAUNCHER[this.#language];
    this.frame.lang = this.#language === "zh" ? "zh-Hans" : "en";
    this.#words.textContent = this.#trouble ? text.again : (this.settings.label ?? text.help);
    this.#badge.hidden = this.#n === 0;
    this.#badge.textContent = this.#n > 99 ? "99+" : String(this.#n);
    if (this.#n > 0) this.#button.setAttribute("aria-label", `${this.#words.textContent}${text.unread.replace("{0}", String(this.#n))}`);
    else this.#button.removeAttribute("aria-label");
  }

  #theme(): void {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const { theme } = this.settings;
    const apply = () => (this.frame.dataset.theme = theme === "auto" ? (dark.matches ? "dark" : "light") : theme);
    dark.addEventListener("change", apply);
    apply();
  }
}

/** The mark: three lines of a page. */
function mark(): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  for (const [d, width] of [["M2.5 4h11", "2.6"], ["M2.5 8.4h8M2.5 12.2h5", "1.3"]] as const) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    path.setAttribute("stroke-width", width);
    svg.append(path);
  }
  return svg;
}

const parts = (inbox: string) => ["", ":outbox", ":draft"].map((part) => `firstline:${inbox}${part}`);

/** Has the reader been here before? */
function isKept(inbox: string): boolean {
  try {
    return localStorage.getItem(parts(inbox)[0]!) !== null;
  } catch {
    return false;
  }
}

function forget(inbox: string): void {
  try {
    for (const key of parts(inbox)) localStorage.removeItem(key);
  } catch {
    // Nothing can be kept there, so nothing is.
  }
}

function begin(source: HTMLScriptElement): void {
  const element = document.createElement(TAG);
  const launcher = new Launcher(element, source);
  const page = window as { Firstline?: unknown };
  const early = Array.isArray(page.Firstline) ? (page.Firstline as Call[]) : [];
  const api = {
    version: VERSION,
    open: (options?: { draft?: string } | null) => launcher.open({ ...(options?.draft == null ? {} : { draft: String(options.draft) }), byReader: true }),
    close: () => launcher.close(),
    toggle: () => (launcher.isOpen() ? launcher.close() : void launcher.open({ byReader: true })),
    identify: (jwt: string | null) => launcher.identify(jwt),
    context: (entries: Record<string, string>) => launcher.context(entries),
    on: (event: EventName, listener: Listener) => launcher.on(event, listener),
    locale: (tag: string) => launcher.locale(tag),
    signOut: () => launcher.signOut(),
    /** Plays a call as the array before us took it. */
    push: (...calls: Call[]) => {
      for (const [name, ...args] of calls) {
        const call = api[name as keyof typeof api] as unknown;
        if (typeof call === "function" && name !== "push") call(...args);
      }
    },
  };
  Object.defineProperty(page, "Firstline", { value: Object.freeze(api), configurable: true, enumerable: true });
  api.push(...early);
  const attach = () => {
    document.body.append(element);
    launcher.begin();
  };
  if (document.body) attach();
  else addEventListener("DOMContentLoaded", attach, { once: true });
}

if (script === null) {
  console.warn("Firstline: embed widget.js by a script tag with data-inbox.");
} else if (customElements.get(TAG)) {
  console.warn("Firstline is on this page already.");
} else {
  customElements.define(TAG, class extends HTMLElement {});
  begin(script);
}
