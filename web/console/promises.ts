/** What a case was promised, as its events tell: the first reply, a further one, the solution. The server's own fold, as far as clocks need it. Pure. */

import type { Event, Sla } from "../shared/wire";
import type { Promised } from "./clock";

/** Which promise. */
export type Target = Sla["target"];

/** The promises of a case; one that nobody gave is not there. */
export interface Promises {
  /** A person has answered since the handoff. */
  answered: boolean;
  first_response?: Promised;
  next_response?: Promised;
  resolution?: Promised;
}

/** Nothing promised. */
export const NONE: Promises = { answered: false };

/** Takes one event in. `asked` and `since` are when the user first asked, and since when a person is owed, in milliseconds since 1970. */
export function withPromise(promises: Promises, event: Event, { asked, since }: { asked: number; since: number }): Promises {
  const now = Date.parse(event.at);
  switch (event.kind) {
    case "handoff_requested":
      return NONE;
    case "queued": {
      const response = promises.answered ? "next_response" : "first_response";
      return given(given(promises, response, since, event.body.respond_by), "resolution", asked, event.body.resolve_by);
    }
    case "message":
      return event.body.author.role === "agent" ? { ...ended(ended(promises, "first_response", now), "next_response", now), answered: true } : promises;
    case "sla":
      return became(promises, event.body, now);
    case "resolved":
      return ended(moot(promises), "resolution", now);
    case "closed": {
      const { resolution, ...rest } = moot(promises);
      return resolution?.done === undefined ? rest : { ...rest, resolution };
    }
    default:
      return promises;
  }
}

/** A time promised by a queue entry. The same time again changes nothing; no time takes none back. */
function given(promises: Promises, target: Target, from: number, due: string | null | undefined): Promises {
  if (!due) return promises;
  const at = Date.parse(due);
  const before = promises[target];
  return before && before.done === undefined && before.due === at ? promises : { ...promises, [target]: { from, due: at } };
}

function ended(promises: Promises, target: Target, done: number): Promises {
  const running = promises[target];
  if (!running || running.done !== undefined) return promises;
  // What stood still when it ended is judged by when it stopped.
  const { paused: _, ...rest } = running;
  return { ...promises, [target]: { ...rest, done: running.paused ?? done } };
}

/** A reply that was not given before the end is not owed any more. */
function moot({ first_response, next_response, ...rest }: Promises): Promises {
  return {
    ...rest,
    ...(first_response?.done === undefined ? {} : { first_response }),
    ...(next_response?.done === undefined ? {} : { next_response }),
  };
}

function became(promises: Promises, { target, state, due }: Sla, now: number): Promises {
  const running = promises[target];
  const at = Date.parse(due);
  switch (state) {
    case "promised": {
      if (!running || running.done !== undefined) return { ...promises, [target]: { from: now, due: at } };
      const { paused, ...rest } = running;
      // It goes on with what was left: the whole is longer by the time it stood still.
      return { ...promises, [target]: { ...rest, from: paused === undefined ? running.from : running.from + (at - running.due), due: at } };
    }
    case "paused":
      return running ? { ...promises, [target]: { ...running, paused: now } } : promises;
    case "met":
      return ended(promises, target, now);
    case "withdrawn": {
      const { [target]: _, ...rest } = promises;
      return rest;
    }
    default:
      // Warned and broken: the clock shows it by itself.
      return promises;
  }
}

/** Returns the reply that is owed now, the first or a further one. */
export function responseOf({ first_response, next_response }: Promises): Promised | undefined {
  const owed = (promised: Promised | undefined) => (promised && promised.done === undefined ? promised : undefined);
  return owed(first_response) ?? owed(next_response);
}
