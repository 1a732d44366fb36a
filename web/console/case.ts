/** What a conversation's events amount to: who owns it, by which claim, what was promised and kept. The server's own fold, as far as a desk needs it. */

import type { Closing, ContactUpdated, Corrected, Dossier, Event, Locale, Mood, Resolution, Triaged } from "../shared/wire";
import { NONE, type Promises, withPromise } from "./promises";

/** Who has the case. */
export type Owner =
  | { is: "bot" }
  | { is: "waiting" }
  | { is: "agent"; id: string | undefined; name: string; claim: number; at: string }
  | { is: "resolved"; how: Resolution; at: string }
  | { is: "closed"; how: Closing; at: string };

/** Who corrected something, and why. */
export interface Correcting {
  by: string;
  reason: string | undefined;
}

/** What an agent may correct of a case; empty where nothing is known. */
export interface Assessment {
  severity: number;
  topic: string;
  product: string;
  locale: Locale;
  mood: Mood | "";
}

/** What an agent corrects; what is absent stays as it is. */
export type Correction = { [Name in keyof Assessment]?: Exclude<Assessment[Name], ""> };

/** A case as its events tell it. */
export interface Facts {
  owner: Owner;
  locale: "en" | "zh";
  severity: number | undefined;
  reasons: readonly string[];
  /** Who corrected the severity last, and why. */
  corrected: Correcting | undefined;
  topic: string | undefined;
  product: string | undefined;
  /** Who corrected what else was judged: that stands until the case comes back solved. */
  corrections: Readonly<Partial<Record<"topic" | "product" | "locale", Correcting>>>;
  /** How the newest message sounds, where it was judged. */
  mood: Mood | undefined;
  dossier: Dossier | undefined;
  /** Who sent it to another tier or queue, by the seq of that. */
  senders: Readonly<Record<number, string>>;
  /** When the dossier was written. */
  dossierAt: string | undefined;
  contact: ContactUpdated;
  /** What the page told, newest value of each. */
  context: Readonly<Record<string, string>>;
  queue: string | undefined;
  tier: number;
  /** When a person was asked for, this time. */
  handedAt: string | undefined;
  promises: Promises;
  /** A person's first words after the case was handed off. */
  firstReplyAt: string | undefined;
  /** Since when words of the user wait for a person's answer. */
  owedSince: string | undefined;
  openedAt: string | undefined;
  inbox: string | undefined;
  /** Whether the newest answer has been called a help or not. */
  solved: boolean | undefined;
  /** Seq of the newest message by the user. */
  lastUserSeq: number;
}

const NOTHING: Facts = {
  owner: { is: "bot" },
  locale: "en",
  severity: undefined,
  reasons: [],
  corrected: undefined,
  topic: undefined,
  product: undefined,
  corrections: {},
  mood: undefined,
  dossier: undefined,
  dossierAt: undefined,
  senders: {},
  contact: {},
  context: {},
  queue: undefined,
  tier: 1,
  handedAt: undefined,
  promises: NONE,
  firstReplyAt: undefined,
  owedSince: undefined,
  openedAt: undefined,
  inbox: undefined,
  solved: undefined,
  lastUserSeq: 0,
};

/** Facts by log: a log is never changed, so they are counted once. */
const counted = new WeakMap<readonly Event[], Facts>();

/** Folds a log. */
export function factsOf(events: readonly Event[]): Facts {
  let facts = counted.get(events);
  if (!facts) counted.set(events, (facts = events.reduce(step, NOTHING)));
  return facts;
}

/** Returns the claim's number where the case is `agent`'s. */
export function claimOf(facts: Facts, agent: string | undefined): number | undefined {
  return facts.owner.is === "agent" && agent !== undefined && facts.owner.id === agent ? facts.owner.claim : undefined;
}

/** Returns what stands of what an agent may correct. What was never judged counts as a question about usage. */
export function assessmentOf(facts: Facts | undefined): Assessment {
  return { severity: facts?.severity ?? 3, topic: facts?.topic ?? "", product: facts?.product ?? "", locale: facts?.locale ?? "en", mood: facts?.mood ?? "" };
}

/** Returns what was chosen otherwise than it stands. */
export function correctionOf(now: Assessment, chosen: Assessment): Correction {
  return Object.fromEntries(Object.entries(chosen).filter(([name, value]) => value !== "" && value !== now[name as keyof Assessment]));
}

function step(facts: Facts, event: Event): Facts {
  const next = apply(facts, event);
  const asked = Date.parse(next.openedAt ?? event.at);
  const promises = withPromise(facts.promises, event, { asked, since: Date.parse(next.owedSince ?? next.handedAt ?? event.at) });
  return promises === facts.promises ? next : { ...next, promises };
}

function apply(facts: Facts, event: Event): Facts {
  switch (event.kind) {
    case "opened":
      return { ...facts, openedAt: event.at, locale: event.body.locale, inbox: event.body.inbox, context: event.body.context ?? {} };
    case "message":
      return spoken(facts, event);
    case "triaged":
      return judged(facts, event.body);
    case "feedback":
      return { ...facts, solved: event.body.solved };
    case "contact_updated":
      return { ...facts, contact: { ...facts.contact, ...present(event.body) } };
    case "handoff_requested":
      return { ...facts, dossier: event.body.dossier, dossierAt: event.at, handedAt: event.at, firstReplyAt: undefined, owedSince: event.at };
    case "dossier":
      return facts.dossier && event.body.dossier.version < facts.dossier.version
        ? facts
        : { ...facts, dossier: event.body.dossier, dossierAt: event.at };
    case "queued":
      return {
        ...facts,
        owner: { is: "waiting" },
        queue: event.body.queue,
        tier: event.body.tier,
        severity: event.body.severity ?? facts.severity,
      };
    case "assigned": {
      const { agent } = event.body;
      return { ...facts, owner: { is: "agent", id: agent.id ?? undefined, name: agent.name ?? "", claim: event.seq, at: event.at } };
    }
    case "transferred":
      return event.body.by === "agent" && facts.owner.is === "agent" ? { ...facts, senders: { ...facts.senders, [event.seq]: facts.owner.name } } : facts;
    case "severity_changed":
      return { ...facts, severity: event.body.to, corrected: { by: event.body.by.name ?? "", reason: event.body.reason ?? undefined } };
    case "corrected":
      return corrected(facts, event.body);
    case "resolved":
      return { ...facts, owner: { is: "resolved", how: event.body.how, at: event.at }, owedSince: undefined };
    case "reopened":
      // What comes back is judged anew.
      return { ...facts, owner: { is: "bot" }, firstReplyAt: undefined, handedAt: event.at, solved: undefined, corrected: undefined, corrections: {} };
    case "closed":
      return { ...facts, owner: { is: "closed", how: event.body.how, at: event.at }, owedSince: undefined };
    default:
      // The rest is told in the transcript and changes nothing here.
      return facts;
  }
}

/** Takes a verdict in. What an agent has corrected of topic, product and language stands. */
function judged(facts: Facts, body: Triaged): Facts {
  const { corrections } = facts;
  return {
    ...facts,
    locale: corrections.locale ? facts.locale : body.locale,
    severity: body.severity ?? facts.severity,
    topic: corrections.topic ? facts.topic : (body.topic ?? facts.topic),
    product: corrections.product ? facts.product : (body.product ?? facts.product),
    mood: body.mood ?? facts.mood,
    reasons: (body.reasons ?? []).flatMap((reason) => reason ?? []),
  };
}

function corrected(facts: Facts, { by, topic, product, locale, mood, reason }: Corrected): Facts {
  const told: Correcting = { by: by.name ?? "", reason: reason ?? undefined };
  return {
    ...facts,
    topic: topic ?? facts.topic,
    product: product ?? facts.product,
    locale: locale ?? facts.locale,
    mood: mood ?? facts.mood,
    corrections: { ...facts.corrections, ...(topic ? { topic: told } : {}), ...(product ? { product: told } : {}), ...(locale ? { locale: told } : {}) },
  };
}

function spoken(facts: Facts, event: Extract<Event, { kind: "message" }>): Facts {
  const { author, context } = event.body;
  switch (author.role) {
    case "user": {
      const waits = facts.owner.is === "waiting" || facts.owner.is === "agent";
      return {
        ...facts,
        context: { ...facts.context, ...(context ?? {}) },
        owedSince: waits ? (facts.owedSince ?? event.at) : facts.owedSince,
        lastUserSeq: event.seq,
      };
    }
    case "agent":
      return { ...facts, firstReplyAt: facts.firstReplyAt ?? event.at, owedSince: undefined };
    case "bot":
      return facts;
  }
}

/** Only what was given: an update names what changes. */
function present(body: ContactUpdated): ContactUpdated {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined && value !== null));
}
