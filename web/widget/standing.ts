/** Reads from the log where a conversation stands. Pure. */

import type { Closing, Dossier, Event, Party, Queued, Resolution } from "../shared/wire";
import type { State } from "./fold";

/** Where a conversation stands. */
export type Standing =
  | { is: "none" }
  /** `turn` is the reply that is owed, if one is. */
  | { is: "bot"; turn: string | undefined }
  /** `since` and `by` belong to the last promise; `first` is the time promised first in this wait. */
  | { is: "waiting"; since: number; by: number | undefined; first: number | undefined }
  /** `by` is promised until the person has said something. */
  | { is: "agent"; name: string; since: number; by: number | undefined }
  | { is: "resolved"; by: Party; how: Resolution; at: number; name: string | undefined; segment: number }
  | { is: "closed"; by: Party; how: Closing; at: number; name: string | undefined; segment: number };

const ms = (at: string) => Date.parse(at);

/** Returns the time that a contact is told when a case is queued: where nobody is there by the promised one, when somebody is. */
export function toldBy({ expected_by, respond_by }: Queued): number | undefined {
  const by = expected_by ?? respond_by;
  return by ? ms(by) : undefined;
}

/** Returns where the conversation stands after all its events. */
export function standingOf(state: State): Standing {
  let standing: Standing = unseen(state);
  let turn: string | undefined;
  let name: string | undefined;
  let segment = 1;
  for (const event of state.log.events) {
    switch (event.kind) {
      case "opened":
        standing = { is: "bot", turn: undefined };
        break;
      case "reopened":
        segment = event.body.segment;
        standing = { is: "bot", turn: undefined };
        break;
      case "message":
        if (event.body.author.role === "user") turn = event.body.reply ?? undefined;
        else if (event.body.author.role === "agent") {
          name = event.body.author.name ?? name;
          if (standing.is === "agent") standing = { ...standing, by: undefined };
        }
        if (standing.is === "bot") standing = { is: "bot", turn };
        break;
      case "turn_ended":
        if (turn === event.body.reply) turn = undefined;
        if (standing.is === "bot") standing = { is: "bot", turn };
        break;
      case "queued": {
        const by = toldBy(event.body);
        const first: number | undefined = standing.is === "waiting" ? standing.first : by;
        standing = { is: "waiting", since: ms(event.at), by, first };
        break;
      }
      case "assigned":
        name = event.body.agent.name ?? "";
        standing = { is: "agent", name, since: ms(event.at), by: standing.is === "waiting" ? standing.by : undefined };
        break;
      case "resolved":
        standing = { is: "resolved", by: event.body.by, how: event.body.how, at: ms(event.at), name, segment };
        break;
      case "closed":
        standing = { is: "closed", by: event.body.by, how: event.body.how, at: ms(event.at), name, segment };
        break;
      default:
    }
  }
  return standing;
}

/** What `welcome` said, for a log whose deciding events we do not hold. */
function unseen(state: State): Standing {
  if (state.log.conversation === undefined && state.log.events.length === 0) return { is: "none" };
  switch (state.stood) {
    case "waiting":
      return { is: "waiting", since: state.welcomedAt, by: undefined, first: undefined };
    case "agent":
      return { is: "agent", name: "", since: state.welcomedAt, by: undefined };
    default:
      return { is: "bot", turn: undefined };
  }
}

/** Returns the newest version of what was passed on. */
export function dossierOf(events: readonly Event[]): Dossier | undefined {
  return events.findLast((event) => event.kind === "dossier" || event.kind === "handoff_requested")?.body.dossier;
}

/** Returns where replies may go, as the contact said last. */
export function addressOf(events: readonly Event[]): string | undefined {
  return events.reduce<string | undefined>((address, event) => (event.kind === "contact_updated" ? (event.body.email ?? event.body.phone ?? address) : address), undefined);
}

/** Do people answer now? What `welcome` said, carried on to the next closing or opening. */
export function isOpen(state: State, now: number): boolean {
  const inbox = state.inbox;
  if (!inbox) return false;
  if (inbox.open) return !inbox.open_until || now < ms(inbox.open_until);
  return !!inbox.next_open && now >= ms(inbox.next_open);
}
