/** What the three chunks of the widget agree on: the page's wishes, what the loader gives, what the core gives back. Types alone. */

import type { Language } from "../shared/when";

/** What the embedding page asks for, by the script's `data-` attributes. */
export interface Settings {
  /** Key of the inbox. */
  inbox: string;
  /** Where the script came from; relative addresses of documents begin there. */
  base: string;
  language: Language;
  /** Fill and text of launcher, mark and main buttons; ours where it is left out. */
  brand: { fill: string; text: string } | undefined;
  position: "start" | "end";
  theme: "auto" | "light" | "dark";
  /** The launcher's words, where the page has its own. */
  label: string | undefined;
  /** Fills the viewport, without launcher. */
  page: boolean;
  /** Opened without being asked by the reader, so it takes no focus. */
  open: boolean;
}

/** Events a page can listen to. */
export type EventName = "ready" | "open" | "close" | "unread" | "message" | "handoff" | "resolved" | "identify";

/** What a page is told of a message. */
export interface Told {
  role: "user" | "bot" | "agent";
  name?: string;
  text: string;
  seq: number;
}

/** What the loader gives to the core. */
export interface Host {
  readonly settings: Settings;
  readonly shadow: ShadowRoot;
  /** The element inside the shadow root that carries theme, language and direction; the panel goes in here. */
  readonly frame: HTMLElement;
  /** Tells the page; returns what its listeners return. */
  emit(event: EventName, detail?: unknown): unknown[];
  /** Shows on the launcher how many replies are unread. */
  unread(n: number): void;
  /** The panel has opened or closed; `byReader` where focus may follow. */
  shown(open: boolean, byReader: boolean): void;
  /** The reader has chosen a language. */
  speak(language: Language): void;
}

/** What the core gives to the loader. */
export interface Core {
  open(options: { draft?: string; byReader: boolean }): Promise<void>;
  close(): void;
  isOpen(): boolean;
  identify(jwt: string | null): void;
  context(entries: Record<string, string>): void;
  /** The page speaks this language now. */
  locale(language: Language): void;
  signOut(): void;
  /** Ends for good, because a newer core takes over. */
  end(): void;
}
