/** Everything the page shows, in one place, and how the view reads it. */

import { createContext, useContext, useMemo, useSyncExternalStore } from "react";

import type { Phase } from "../shared/socket";
import { factsOf, type Facts } from "./case";
import { type Desk, NO_DESK } from "./desk";
import type { Drafts } from "./drafts";
import type { Change } from "./frames";
import { type Page, pageOf } from "./route";
import type { Settings } from "./settings";
import { wordsOf } from "./words";
import type { Work } from "./work";

/** Whether somebody is signed in. */
export type Session = { is: "asking" } | { is: "unreachable" } | { is: "out"; why?: "expired" | "left" } | { is: "in" };

/** How the connection stands, and what it meant. */
export interface Line {
  phase: Phase;
  /** Since when there is none, in milliseconds since 1970. */
  lostAt: number | undefined;
  /** It is back: what was caught up with, and how much was sent. */
  back: { events: number; sent: number; at: number } | undefined;
}

/** Something said for a moment at the foot. */
export interface Toast {
  tone: "plain" | "good" | "bad";
  text: string;
  act?: { text: string; run: () => void };
}

/** Dialogs, one at a time. */
export type Dialog = "palette" | "keys" | "transfer" | "severity" | "release" | "unsent" | "you";

/** What the view itself remembers. */
export interface Ui {
  page: Page;
  /** The row the keys stand on. */
  row: string | undefined;
  search: string;
  dialog: Dialog | undefined;
  /** The side lies over the case where there is no room beside it. */
  drawer: boolean;
  tab: "dossier" | "talk" | "more";
  contactView: boolean;
  /** The reply is looked at as the user will see it. */
  preview: boolean;
  toast: Toast | undefined;
  /** Why what was written to a conversation was not sent. */
  refusals: ReadonlyMap<string, string>;
}

/** The whole. */
export interface State {
  session: Session;
  line: Line;
  desk: Desk;
  /** What the server has not acknowledged, in order. */
  outbox: readonly Change[];
  drafts: Drafts;
  /** The browser keeps what is written. */
  keeps: boolean;
  /** Newest event that was in front of this agent, by conversation. */
  seen: ReadonlyMap<string, number>;
  settings: Settings;
  ui: Ui;
}

/** The state before anything is known. */
export function beginning(settings: Settings, path: string): State {
  return {
    session: { is: "asking" },
    line: { phase: { is: "connecting" }, lostAt: undefined, back: undefined },
    desk: NO_DESK,
    outbox: [],
    drafts: new Map(),
    keeps: true,
    seen: new Map(),
    settings,
    ui: {
      page: pageOf(path),
      row: undefined,
      search: "",
      dialog: undefined,
      drawer: false,
      tab: "dossier",
      contactView: false,
      preview: false,
      toast: undefined,
      refusals: new Map(),
    },
  };
}

/** Frames of one burst are drawn together, this many milliseconds after the first. */
const BURST_MS = 16;

/** Holds the state and tells who listens. */
export class Store {
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private state: State) {}

  readonly get = (): State => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Changes the state and draws at once: what a person did is seen at once. */
  set(change: Partial<State>): void {
    this.state = { ...this.state, ...change };
    this.tell();
  }

  /** Changes the state and draws with the rest of the burst. */
  put(change: Partial<State>): void {
    this.state = { ...this.state, ...change };
    this.timer ??= setTimeout(() => this.tell(), BURST_MS);
  }

  /** Changes what the view remembers. */
  ui(change: Partial<Ui>): void {
    this.set({ ui: { ...this.state.ui, ...change } });
  }

  private tell(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const listener of [...this.listeners]) listener();
  }
}

/** The page's store and what can be done. */
export const Console = createContext<{ store: Store; work: Work } | undefined>(undefined);

function useConsole() {
  const found = useContext(Console);
  if (!found) throw new Error("the view stands outside the console");
  return found;
}

/** Draws anew when what `pick` returns becomes another. */
export function useView<T>(pick: (state: State) => T): T {
  const { store } = useConsole();
  return useSyncExternalStore(store.subscribe, () => pick(store.get()));
}

/** What can be done. */
export function useWork(): Work {
  return useConsole().work;
}

/** The words of the chosen language, and its name. */
export function useWords() {
  const language = useView((state) => state.settings.language);
  return useMemo(() => ({ t: wordsOf(language), language }), [language]);
}

/** Facts of a followed conversation. */
export function factsIn(desk: Desk, conversation: string): Facts | undefined {
  const followed = desk.followed.get(conversation);
  return followed ? factsOf(followed.log.events) : undefined;
}

/** The open case. */
export function openOf(state: State): string | undefined {
  return state.ui.page.is === "cases" ? state.ui.page.open : undefined;
}

/** The open case, for a view. */
export function useOpen(): string | undefined {
  return useView(openOf);
}
