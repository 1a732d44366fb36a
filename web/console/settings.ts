/** What an agent has chosen for this browser. Kept over reloads; a store that refuses changes nothing else. */

import { type Language, languageOf } from "../shared/when";
import { VIEWS, type View } from "./queue";

/** The choices. */
export interface Settings {
  language: Language;
  /** `auto` follows the system. */
  theme: "auto" | "light" | "dark";
  /** Single keys act outside text fields. */
  keys: boolean;
  sound: boolean;
  notify: boolean;
  /** This browser was asked for leave to notify. */
  asked: boolean;
  away: boolean;
  view: View;
  /** The queue and the side, where there is room. */
  queueOpen: boolean;
  sideOpen: boolean;
}

/** Where the choices are kept. */
export const SETTINGS_KEY = "firstline:console";

/** Returns what was chosen, or what suits the browser. */
export function loadSettings(kept: string | null = read(SETTINGS_KEY), languages: readonly string[] = navigator.languages): Settings {
  const suited: Settings = {
    language: languageOf(languages[0]),
    theme: "auto",
    keys: true,
    sound: true,
    notify: true,
    asked: false,
    away: false,
    view: "waiting",
    queueOpen: true,
    sideOpen: true,
  };
  try {
    const chosen = { ...suited, ...(JSON.parse(kept ?? "{}") as Partial<Settings>) };
    return VIEWS.includes(chosen.view) ? chosen : { ...chosen, view: suited.view };
  } catch {
    return suited;
  }
}

/** Keeps the choices. */
export function keepSettings(settings: Settings): void {
  write(SETTINGS_KEY, JSON.stringify(settings));
}

/** Reads from the browser's store; nothing where it refuses. */
export function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Writes to the browser's store; an empty value is removed. False where it refuses. */
export function write(key: string, value: string): boolean {
  try {
    if (value === "") localStorage.removeItem(key);
    else localStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}
