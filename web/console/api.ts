/** The HTTP side of the console. The session's cookie goes along by itself; no token is ever kept in the page. */

import type { Block, Event, Locale, Resolution, Role, TurnOutcome, WelcomeAgent } from "../shared/wire";

/** Who is signed in. */
export interface Session {
  agent: WelcomeAgent;
  inboxes: string[];
}

/** A conversation as listed. */
export interface ConversationItem {
  id: string;
  inbox: string;
  contact: string;
  state: ConversationState;
  seq: number;
  updated_at: string;
  locale: Locale;
  severity?: number | null;
  subject?: string | null;
  last?: Role | null;
  contact_name?: string | null;
}

/** States of a conversation, in the order they come. */
export const STATES = ["bot", "waiting", "agent", "resolved", "closed"] as const;
export type ConversationState = (typeof STATES)[number];

/** A page of conversations, the newest change first. */
export interface ConversationPage {
  items: ConversationItem[];
  next?: string | null;
}

/** A page of events. */
export interface EventPage {
  items: Event[];
  more: boolean;
  /** Give this as `after` for the next page. */
  next?: number | null;
}

/** A case beside another. */
export interface RelatedCase {
  conversation: string;
  state: ConversationState;
  /** Nobody has said yet that it is over. */
  open: boolean;
  at: string;
  subject?: string | null;
}

/** A solved case, and the words that solved it. */
export interface SolvedCase {
  conversation: string;
  at: string;
  subject: string;
  solution: string;
  by: Role;
  how: Resolution;
  documents: { doc: string; title: string; url: string }[];
  similarity: number;
}

/** What stands beside a case. */
export interface RelatedCases {
  /** The user's other cases. */
  earlier: RelatedCase[];
  /** Cases of others of the same account. */
  colleagues: RelatedCase[];
  /** Solved ones of this inbox that are like it. */
  solved: SolvedCase[];
}

/** One document found. */
export interface SearchHit {
  doc: string;
  section: string;
  /** The section's heading as written. */
  heading?: string | null;
  title: string;
  url: string;
  snippet: string;
  score: number;
}

/** What a search found. */
export interface SearchResponse {
  hits: SearchHit[];
  answerable: boolean;
  confidence: number;
  ms: number;
}

/** A file of the documentation. */
export interface DocumentState {
  doc: string;
  title?: string | null;
  locale?: Locale | null;
  visibility?: "public" | "internal" | null;
  draft: boolean;
  revision?: number | null;
  error?: { line?: number | null; message: string } | null;
}

/** A question that the documentation did not answer. */
export interface Unanswered {
  question: string;
  count: number;
  locale: Locale;
  last_asked: string;
  outcome: TurnOutcome;
  confidence: number;
  conversations: string[];
}

/** What is wrong with one field of a document; the field is empty for the whole. */
export interface FieldProblem {
  field: string;
  detail: string;
}

/** What a request came to. */
export class Refused extends Error {
  constructor(
    /** HTTP status; 0 where the server was not reached. */
    readonly status: number,
    message: string,
    /** Try again after so many seconds. */
    readonly retryAfter?: number,
    /** What is wrong with a document that was sent, by field. */
    readonly errors: readonly FieldProblem[] = [],
  ) {
    super(message);
  }
}

const SESSION = "/v1/session";
/** How long an answer is waited for, in milliseconds. */
const WAIT_MS = 15_000;

let expired = () => {};

/** Says what is done when the session has ended on the server. */
export function onExpired(done: () => void): void {
  expired = done;
}

/** Asks the server; a refusal is thrown. */
export async function ask<T>(method: string, path: string, body?: unknown, signal?: AbortSignal, headers: Record<string, string> = {}): Promise<T> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), WAIT_MS);
  signal?.addEventListener("abort", () => abort.abort(), { once: true });
  const request: RequestInit = { method, signal: abort.signal, headers: { accept: "application/json", ...headers } };
  if (body !== undefined) {
    request.body = JSON.stringify(body);
    request.headers = { ...request.headers, "content-type": "application/json" };
  }
  let response: Response;
  try {
    response = await fetch(path, request);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Refused(0, "");
  } finally {
    clearTimeout(timer);
  }
  if (response.status === 204) return undefined as T;
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok && answer !== undefined) return answer as T;
  if (response.status === 401 && path !== SESSION) expired();
  const { detail, title, errors } = (answer ?? {}) as { detail?: string; title?: string; errors?: FieldProblem[] };
  const wait = Number(response.headers.get("retry-after"));
  throw new Refused(response.status, detail ?? title ?? "", wait > 0 ? wait : undefined, errors);
}

/** Writes what is asked for as a query; what is left out stays out. */
export const query = (given: Record<string, string | number | undefined>) => {
  const pairs = Object.entries(given).flatMap(([key, value]) => (value === undefined || value === "" ? [] : [[key, String(value)]]));
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs)}`;
};

/** Says who is signed in, or throws 401. */
export const session = () => ask<Session>("GET", SESSION);
/** Signs in by an API token. */
export const signIn = (token: string) => ask<Session>("POST", SESSION, { token });
/** Ends the session on the server. */
export const signOut = () => ask<void>("DELETE", SESSION);
/** Lists conversations. */
export const conversations = (asked: { state?: string; q?: string; cursor?: string; limit?: number }, signal?: AbortSignal) =>
  ask<ConversationPage>("GET", `/v1/conversations${query(asked)}`, undefined, signal);
/** Reads one conversation as listed. */
export const conversation = (id: string) => ask<ConversationItem>("GET", `/v1/conversations/${encodeURIComponent(id)}`);
/** Reads events after one, in order; with the view `contact` exactly what the contact was told. */
export const events = (id: string, asked: { after: number; limit: number; view?: "contact" }, signal?: AbortSignal) =>
  ask<EventPage>("GET", `/v1/conversations/${encodeURIComponent(id)}/events${query(asked)}`, undefined, signal);
/** Reads what stands beside a case. */
export const related = (id: string, signal?: AbortSignal) => ask<RelatedCases>("GET", `/v1/conversations/${encodeURIComponent(id)}/related`, undefined, signal);
/** Draws a text as a message with it would be drawn. */
export const preview = (text: string, signal?: AbortSignal) => ask<{ blocks: Block[] }>("POST", "/v1/preview", { text }, signal);
/** Searches the documentation of one inbox. */
export const search = (asked: { query: string; inbox?: string; locale?: string; limit?: number }, signal?: AbortSignal) =>
  ask<SearchResponse>("POST", "/v1/search", asked, signal);
/** Lists every file of the documentation. */
export const documents = () => ask<{ revision: number; items: DocumentState[] }>("GET", "/v1/documents");
/** Lists what the documentation did not answer. */
export const unanswered = (since: string) => ask<{ items: Unanswered[] }>("GET", `/v1/unanswered${query({ since, limit: 200 })}`);
