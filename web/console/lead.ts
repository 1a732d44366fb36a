/** The HTTP side of what leads look after: who takes what, by which policy, who is told, and what users are told. */

import type { Locale, NoticeKind, NoticeState } from "../shared/wire";
import { ask, type FieldProblem, query } from "./api";
import type { Scope, Texts } from "./notices";
import type { Doc } from "./policy";

/** An agent as listed. */
export interface AgentItem {
  id: string;
  name: string;
  admin: boolean;
  online: boolean;
  /** Takes cases up to this tier. */
  tier?: number | null;
  /** Open cases until nothing more is offered. */
  capacity?: number | null;
  /** Levels from 1 to 5 by skill. */
  skills?: Record<string, number>;
  /** Teams whose hours are theirs; everybody's where there are none. */
  teams?: string[];
}

/** What is set anew of an agent; what is left out stays. */
export type AgentPatch = Partial<Record<"tier" | "capacity", number>> & { skills?: Record<string, number>; teams?: string[] };

/** Lists the agents of one's inboxes. */
export const agents = () => ask<{ items: AgentItem[] }>("GET", "/v1/agents");
/** Changes what an agent takes and can do. */
export const changeAgent = (id: string, patch: AgentPatch) => ask<AgentItem>("PATCH", `/v1/agents/${encodeURIComponent(id)}`, patch);

/** One version of an inbox's policy. */
export interface PolicyView extends PolicyVersion {
  /** Every field written out. */
  policy: Doc;
  /** What works but is hardly meant. */
  warnings?: FieldProblem[];
}

/** A version as listed. */
export interface PolicyVersion {
  version: number;
  source: "file" | "import" | "api" | "feed";
  at: string;
  /** The agent who wrote it. */
  by?: string | null;
}

const policyOf = (inbox: string) => `/v1/inboxes/${encodeURIComponent(inbox)}/policy`;

/** Reads an inbox's policy as it holds, or one of its versions. */
export const policy = (inbox: string, version?: number) => ask<PolicyView>("GET", `${policyOf(inbox)}${query({ version })}`);
/** Lists the versions, newest first. */
export const policyVersions = (inbox: string) => ask<{ items: PolicyVersion[] }>("GET", `${policyOf(inbox)}/versions`);
/** Checks a policy; nothing takes effect. */
export const checkPolicy = (inbox: string, policy: Doc) => ask<{ policy: Doc; warnings: FieldProblem[] }>("POST", `${policyOf(inbox)}/check`, policy);
/** Puts a policy in force; `version` is the one that was changed. */
export const putPolicy = (inbox: string, version: number, policy: Doc) => ask<PolicyView>("PUT", policyOf(inbox), policy, undefined, { "if-match": `"${version}"` });

/** Whom cases are told to: a webhook, a robot, a mailbox. */
export interface Receiver {
  name: string;
  kind: string;
  /** The host it is on, or the mail addresses. */
  to: string[];
  events: string[];
  /** Of which inboxes; of all where it is left out. */
  inboxes?: string[] | null;
  /** Of which tiers; of all where it is left out. */
  tiers?: number[] | null;
  locale: Locale;
  /** When its quiet hours end, where it is left alone now. */
  quiet_until?: string | null;
  waiting: number;
  /** Of these, how many it did not take when they were tried last. */
  failing: number;
  /** Why the newest failed try failed. */
  last_error?: string | null;
  delivered: number;
  failed: number;
}

/** What becomes of a delivery, in the order they come. */
export const DELIVERY_STATES = ["waiting", "delivered", "failed"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** Something a receiver is told. */
export interface Delivery {
  id: number;
  receiver: string;
  event: string;
  conversation: string;
  inbox: string;
  at: string;
  state: DeliveryState;
  tries: number;
  /** The next try, while it waits. */
  due?: string | null;
  /** Why the last try failed. */
  error?: string | null;
}

/** Lists the receivers. */
export const receivers = () => ask<{ items: Receiver[] }>("GET", "/v1/webhooks");
/** Lists deliveries, newest first. */
export const deliveries = (asked: { state?: string; receiver?: string; before?: number }) => ask<{ items: Delivery[]; next?: number | null }>("GET", `/v1/webhooks/deliveries${query({ ...asked, limit: 50 })}`);
/** Tells it again. */
export const replay = (id: number) => ask<Delivery>("POST", `/v1/webhooks/deliveries/${id}/replay`);
/** Tries a receiver out. */
export const tryReceiver = (name: string) => ask<{ delivered: boolean; error?: string | null }>("POST", `/v1/webhooks/${encodeURIComponent(name)}/test`);

/** A notice as its author wrote it. */
export interface NoticeItem {
  id: string;
  kind: NoticeKind;
  state: NoticeState;
  revision: number;
  title: Texts;
  text: Texts;
  url?: string | null;
  scope: Scope;
  opened_at: string;
  updated_at: string;
  /** Conversations that were told of it. */
  n_told: number;
}

/** A notice to be opened, changed or ended; what is left out stays. */
export type NoticeRequest = { id?: string; state: NoticeState } & Partial<Pick<NoticeItem, "kind" | "title" | "text" | "url" | "scope">>;

/** Lists notices: those that go on first. */
export const notices = () => ask<{ items: NoticeItem[] }>("GET", "/v1/notices");
/** Writes a notice, or its next revision. */
export const putNotice = (notice: NoticeRequest) => ask<NoticeItem>("POST", "/v1/notices", notice);
