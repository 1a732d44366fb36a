/** A promise and the time left of it. Pure. */

import { type Language, span } from "../shared/when";

/** How a promise stands. */
export type Stand = "calm" | "soon" | "over" | "paused" | "met" | "late";

/** A promise. Instants are in milliseconds since 1970. */
export interface Promised {
  from: number;
  due: number;
  /** When it was kept, or missed and done all the same. */
  done?: number | undefined;
  /** It stands still since then: the user's word is waited for. */
  paused?: number | undefined;
}

/** A clock's face. */
export interface Face {
  stand: Stand;
  /** What is left of the whole, 0 to 1. */
  share: number;
  /** Time left, or over, in milliseconds; with `met` and `late` how far from the promise. */
  ms: number;
}

/** Below this share of the whole the clock is amber. */
const SOON = 0.25;
/** Below this it counts minutes and seconds, in milliseconds. */
const SECONDS_MS = 60 * 60_000;

/** Returns how a promise stands at `now`. */
export function faceOf({ from, due, done, paused }: Promised, now: number): Face {
  if (done !== undefined) return { stand: done <= due ? "met" : "late", share: 1, ms: Math.abs(due - done) };
  const left = due - (paused ?? now);
  const share = Math.min(1, Math.max(0, left / Math.max(1, due - from)));
  if (paused !== undefined && left > 0) return { stand: "paused", share, ms: left };
  return { stand: left <= 0 ? "over" : share < SOON ? "soon" : "calm", share, ms: Math.abs(left) };
}

/** Returns what is left in words: "3:18" where it is amber and under an hour, "1 h 12" otherwise. */
export function leftOf({ stand, ms }: Face, language: Language): string {
  if (stand !== "soon" || ms >= SECONDS_MS) return span(ms, language);
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
