/** Why a case is where it is in one's queue, in words. Pure. */

import type { QueueItem, Why } from "../shared/wire";
import type { Words } from "./words";

/** Returns each reason as words. A time that has passed since it was told is said as passed; what a newer server knows is left out. */
export function whyOf(why: readonly Why[], t: Words, at: (time: string) => string, now: number): string[] {
  return why.flatMap((reason) => {
    switch (reason.because) {
      case "critical":
        return t.why.critical;
      case "overdue":
        return t.why.overdue(at(reason.due));
      case "due":
        return (Date.parse(reason.due) <= now ? t.why.overdue : t.why.due)(at(reason.due));
      case "waits":
        return t.why.waits(at(reason.since));
      case "tier":
        return t.why.tier(reason.tier);
      case "skill":
        return t.why.skill(reason.skill, reason.level);
      case "same_agent":
        return t.why.sameAgent;
      default:
        reason satisfies never;
        return [];
    }
  });
}

/** Whose word is waited for: an offer that stands. */
export interface Offer {
  to: string;
  until: number;
}

/** Returns the offer of a case that stands at `now`. */
export function offerOf({ state, offered_to, offered_until }: QueueItem, now: number): Offer | undefined {
  const until = offered_until ? Date.parse(offered_until) : Infinity;
  return state === "waiting" && offered_to && until > now ? { to: offered_to, until } : undefined;
}

/** Returns the cases that are offered to an agent at `now`, the one that lapses first before the others. */
export function offersTo(items: Iterable<QueueItem>, me: string | undefined, now: number): QueueItem[] {
  return [...items]
    .filter((item) => me !== undefined && offerOf(item, now)?.to === me)
    .sort((a, b) => Date.parse(a.offered_until ?? "") - Date.parse(b.offered_until ?? "") || (a.conversation < b.conversation ? -1 : 1));
}
