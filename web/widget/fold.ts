/** Frames fold into state, purely: the same frame twice changes nothing, and a type that was forgotten does not compile. */

import { EMPTY, type Log, withDelta, withEvent } from "../shared/log";
import { never } from "../shared/never";
import type { ChatFrame, ChatServerFrame, ErrorCode, Notice, Suggestion, WelcomeInbox } from "../shared/wire";

/** A frame that changes something: kept until it is acknowledged. */
export type Changing = Extract<ChatFrame, { client_id: string }>;

/** The inbox as `welcome` describes it. */
export type Inbox = WelcomeInbox & { open_until?: string | null; respond_by?: string | null; privacy_url?: string | null };

/** A frame of ours on its way. */
export interface Sent {
  frame: Changing;
  /** When it was written, in milliseconds since 1970. */
  at: number;
  /** On disk at the server; its event has not come yet. */
  kept?: boolean;
  /** Refused for good, with why. */
  refused?: ErrorCode;
  /** Too many came at once: when it goes out again, in milliseconds since 1970. */
  again?: number;
}

/** Everything the widget knows of one contact and inbox. */
export interface State {
  inbox: Inbox | undefined;
  /** When `inbox` was said, in milliseconds since 1970. */
  welcomedAt: number;
  epoch: string | undefined;
  /** Where the conversation stood when we were welcomed: for logs whose beginning we do not hold. */
  stood: string | undefined;
  /** What was missed has come: what follows is live. */
  caughtUp: boolean;
  log: Log;
  /** There are older events at the server. */
  older: boolean;
  /** Ours that are on their way or were refused, in order. */
  sent: readonly Sent[];
  place: { expectedBy: string | undefined; ahead: number | undefined } | undefined;
  /** Until when the person is taken to be typing, in milliseconds since 1970. */
  typingUntil: number;
  readByPerson: number;
  readByUser: number;
  suggestions: { id: number | string; items: readonly Suggestion[] } | undefined;
  /** Those that go on, the newest first. */
  notices: readonly Notice[];
}

/** Nothing known yet. */
export const NOTHING: State = {
  inbox: undefined,
  welcomedAt: 0,
  epoch: undefined,
  stood: undefined,
  caughtUp: false,
  log: EMPTY,
  older: false,
  sent: [],
  place: undefined,
  typingUntil: 0,
  readByPerson: 0,
  readByUser: 0,
  suggestions: undefined,
  notices: [],
};

/** The types this build knows; a new server's others are dropped by the socket. */
const TYPES = {
  welcome: 1, caught_up: 1, ack: 1, event: 1, delta: 1, suggestions: 1, typing: 1, read: 1, place: 1, notices: 1, history_end: 1, error: 1,
} satisfies Record<ChatServerFrame["type"], 1>;
export const KNOWN: ReadonlySet<ChatServerFrame["type"]> = new Set(Object.keys(TYPES) as ChatServerFrame["type"][]);

/** How long somebody who types is taken to be typing. */
const TYPING_MS = 6_000;

/** Takes one frame of the server into the state; `now` in milliseconds since 1970. */
export function fold(state: State, frame: ChatServerFrame, now: number): State {
  switch (frame.type) {
    case "welcome": {
      const { recovered, from } = frame.resume;
      const fresh = recovered ? {} : { log: EMPTY, older: from > 0, place: undefined, readByPerson: 0, readByUser: 0 };
      return {
        ...state,
        ...fresh,
        inbox: frame.inbox,
        welcomedAt: now,
        epoch: frame.epoch,
        stood: frame.conversation?.state,
        caughtUp: false,
        typingUntil: 0,
        notices: live(frame.notices),
      };
    }
    case "caught_up":
      return { ...state, caughtUp: true };
    case "ack":
      return { ...state, sent: kept(state.sent, frame.client_id) };
    case "event": {
      const log = withEvent(state.log, frame);
      const id = frame.kind === "message" ? frame.body.client_id : undefined;
      const sent = id ? without(state.sent, id) : state.sent;
      if (log === state.log) return sent === state.sent ? state : { ...state, sent };
      // Another conversation has begun: how far the old one was read says nothing of it.
      const anew = log.conversation !== state.log.conversation && state.log.conversation !== undefined;
      const reset = anew ? { older: false, place: undefined, readByPerson: 0, readByUser: 0 } : {};
      const waits = !["assigned", "resolved", "closed"].includes(frame.kind);
      const spoke = frame.kind === "message" && frame.body.author.role === "agent";
      return { ...state, ...reset, log, sent, place: waits && !anew ? state.place : undefined, typingUntil: spoke ? 0 : state.typingUntil };
    }
    case "delta":
      return { ...state, log: withDelta(state.log, frame) };
    case "suggestions":
      return { ...state, suggestions: { id: frame.id, items: frame.items } };
    case "typing":
      return frame.who === "user" ? state : { ...state, typingUntil: frame.on ? now + TYPING_MS : 0 };
    case "read":
      return frame.who === "user"
        ? { ...state, readByUser: Math.max(state.readByUser, frame.seq) }
        : { ...state, readByPerson: Math.max(state.readByPerson, frame.seq) };
    case "place":
      return { ...state, place: { expectedBy: frame.expected_by ?? undefined, ahead: frame.ahead ?? undefined } };
    case "notices":
      return { ...state, notices: live(frame.items) };
    case "history_end":
      return { ...state, older: frame.more };
    case "error": {
      const id = frame.client_id;
      if (!id || frame.code === "unavailable") return state;
      // For now only: the socket sends it again.
      const refusal = frame.code === "rate_limited" ? { again: now + (frame.retry_after_ms ?? 0) } : { refused: frame.code };
      return { ...state, sent: state.sent.map((sent) => (sent.frame.client_id === id ? { ...sent, ...refusal } : sent)) };
    }
    default:
      return never(frame);
  }
}

/** What is over is told to the cases it concerns. The server names the oldest first. */
function live(notices: readonly Notice[]): readonly Notice[] {
  return notices.filter((notice) => notice.state !== "ended").reverse();
}

/** Adds a frame of ours that goes out, or that was refused before. */
export function withSent(state: State, frame: Changing, at: number, refused?: ErrorCode): State {
  return { ...state, sent: [...without(state.sent, frame.client_id), refused ? { frame, at, refused } : { frame, at }] };
}

/** Takes a frame of ours away: given up, or to be sent anew. */
export function withoutSent(state: State, clientId: string): State {
  return { ...state, sent: without(state.sent, clientId) };
}

function without(sent: readonly Sent[], clientId: string): readonly Sent[] {
  return sent.some((one) => one.frame.client_id === clientId) ? sent.filter((one) => one.frame.client_id !== clientId) : sent;
}

/** A message stays until its event comes, so that it never vanishes in between; anything else has had its effect. */
function kept(sent: readonly Sent[], clientId: string): readonly Sent[] {
  return sent.flatMap((one) => (one.frame.client_id !== clientId ? [one] : one.frame.type === "message" ? [{ ...one, kept: true }] : []));
}
