/** The transcript as it is drawn: messages and notes stand alone, what happened between them shares one thin line. Pure. */

import type { Answer, Event, TurnOutcome } from "../shared/wire";
import type { Words } from "./words";

/** Something said, or a run of happenings. */
export type Entry =
  | { is: "message"; event: Extract<Event, { kind: "message" }> }
  | { is: "note"; event: Extract<Event, { kind: "note" }> }
  | { is: "line"; events: Event[] };

/** Returns the entries of a log. Of calls that only repeat the one before, the newest stands: it says which one it is. */
export function entriesOf(events: readonly Event[]): Entry[] {
  const entries: Entry[] = [];
  for (const event of events) {
    const last = entries.at(-1);
    if (event.kind === "message") entries.push({ is: "message", event });
    else if (event.kind === "note") entries.push({ is: "note", event });
    else if (last?.is === "line") {
      const before = last.events.at(-1);
      if (event.kind === "paged" && before?.kind === "paged" && before.body.tier === event.body.tier) last.events.pop();
      last.events.push(event);
    }
    else entries.push({ is: "line", events: [event] });
  }
  return entries;
}

/**
 * Returns what the user's widget draws of a log that the user was told.
 * The rules are those of `rowsOf` in the widget's `rows.ts`; change them together.
 */
export function drawnForUser(events: readonly Event[]): Event[] {
  const answered = new Set<string>();
  let newest: string | undefined;
  let lastStep = 0;
  for (const { seq, kind, body } of events) {
    if (kind === "message" && body.author.role === "bot" && body.reply) answered.add(body.reply);
    if (kind === "message" && body.author.role === "user") newest = body.reply ?? newest;
    if ((kind === "message" && body.author.role === "user") || kind === "handoff_requested" || kind === "assigned" || kind === "resolved" || kind === "closed") lastStep = seq;
  }
  let promised: string | undefined;
  return events.filter(({ seq, kind, body }) => {
    switch (kind) {
      case "suggested":
        return body.items.length > 0 && body.reply === newest;
      case "turn_ended":
        return body.outcome === "stopped" && !answered.has(body.reply);
      case "feedback":
        // "Not yet" is shown until the next step is taken; words of their own stay.
        return Boolean(body.comment) || (!body.solved && body.reply === newest && seq > lastStep);
      case "queued": {
        // The first time is promised on a card, and owed until a person answers; a line tells only that it changed.
        const before = promised;
        promised = body.respond_by ?? undefined;
        return before !== undefined && promised !== undefined && before !== promised;
      }
      case "message":
        if (body.author.role === "agent") promised = undefined;
        return true;
      case "assigned":
      case "amended":
      case "handoff_requested":
      case "released":
      case "transferred":
      case "reopened":
      case "resolved":
      case "closed":
      case "rated":
      case "notice":
        return true;
      default:
        return false;
    }
  });
}

/** What the user said of each reply, the last word counting. */
export function feedbackOf(events: readonly Event[]): ReadonlyMap<string, boolean> {
  const found = new Map<string, boolean>();
  for (const event of events) if (event.kind === "feedback" && event.body.reply) found.set(event.body.reply, event.body.solved);
  return found;
}

/** How each turn ended, by its reply. */
export function endsOf(events: readonly Event[]): ReadonlyMap<string, TurnOutcome> {
  const found = new Map<string, TurnOutcome>();
  for (const event of events) if (event.kind === "turn_ended") found.set(event.body.reply, event.body.outcome);
  return found;
}

/** What an answer came to, in a word; nothing where that goes without saying. */
export function outcomeOf(answer: Answer, end: TurnOutcome | undefined, { talk }: Words): string | undefined {
  // A greeting or a thank-you searched for nothing, so nothing was missed.
  if (answer.mode === "fixed" && answer.outcome === "none" && end !== "none") return undefined;
  return talk.outcome[answer.outcome] || undefined;
}

/** What a happening is told with. */
export interface Teller {
  t: Words;
  me: string | undefined;
  /** The name of an agent by id. */
  nameOf: (agent: string) => string | undefined;
  at: (time: string) => string;
  /** Told as the user is told: no queue, no tier, no measure, no why. */
  toUser?: boolean;
}

/** Returns a happening in words. */
export function tell(event: Event, { t, me, nameOf, at, toUser }: Teller): string {
  const { talk } = t;
  const because = (reason: string | null | undefined) => (reason ? `${t.colon}${reason}` : "");
  switch (event.kind) {
    case "opened":
      return talk.opened(event.body.locale === "zh" ? t.chinese : t.english);
    case "suggested":
      return talk.suggested(event.body.items.length);
    case "turn_ended": {
      const { outcome, trace, ms } = event.body;
      if (toUser) return talk.ended[outcome] ?? outcome;
      const dropped = trace?.dropped.length ?? 0;
      return [
        talk.ended[outcome] ?? outcome,
        trace ? talk.confidence(trace.confidence.toFixed(2)) : undefined,
        ms.total != null ? talk.seconds(Math.max(0.1, ms.total / 1000).toFixed(1)) : undefined,
        dropped > 0 ? talk.dropped(dropped) : undefined,
      ].filter((part) => part !== undefined).join(t.comma);
    }
    case "doc_opened":
      return talk.docOpened(event.body.doc);
    case "triaged": {
      const { severity, topic, product, reasons } = event.body;
      if (severity == null) return talk.triagedPlain;
      const why = (reasons ?? []).flatMap((reason) => reason ?? []).map((reason) => `“${reason}”`);
      return [talk.triaged(`${severity} ${t.severity[severity] ?? ""}`.trim(), [topic, product].filter(Boolean).join(t.comma)), ...why].join(" · ");
    }
    case "feedback":
      return talk.feedback(event.body.solved) + (event.body.comment ? `${t.colon}${event.body.comment}` : "");
    case "contact_updated": {
      const { name, email, phone, callback } = event.body;
      const left = [name && talk.contactName, email && talk.contactMail, phone && talk.contactPhone, callback && talk.contactCallback];
      return talk.contact(left.filter(Boolean).join(t.comma));
    }
    case "amended":
      return `${talk.amended}${t.colon}${event.body.text ?? t.erased}`;
    case "handoff_requested": {
      const { by, reason } = event.body;
      return `${talk.handoff[by] ?? by}${because(reason && talk.reason[reason])}`;
    }
    case "dossier":
      return talk.dossier(event.body.dossier.version, t.dossier.by[event.body.dossier.written_by]);
    case "queued": {
      const { queue, tier, respond_by, expected_by } = event.body;
      // While nobody comes before it opens, that is what the user is told.
      if (toUser && respond_by) return talk.respondBy(at(expected_by ?? respond_by));
      return [talk.queued(queue, tier), respond_by && talk.respondBy(at(respond_by)), expected_by && talk.toldUser(at(expected_by))].filter(Boolean).join(t.comma);
    }
    case "assigned":
      return event.body.agent.id === me && me !== undefined ? talk.assignedYou : talk.assigned(event.body.agent.name ?? t.agentSomebody);
    case "released":
      if (toUser) return talk.released;
      return (event.body.by === "policy" ? talk.releasedPolicy : talk.released) + because(event.body.reason);
    case "transferred": {
      const { to, reason, asked } = event.body;
      if (toUser) return talk.transferred;
      const where = to?.agent
        ? talk.toAgent(to.agent === me ? t.youWithin : (nameOf(to.agent) ?? t.agentSomebody))
        : [to?.tier != null ? talk.toTier(to.tier) : "", to?.queue ? talk.toQueue(to.queue) : ""].filter(Boolean).join(" ");
      return `${talk.transferred}${where && (/\p{Script=Han}/u.test(talk.transferred) ? where : ` ${where}`)}${because(reason)}${asked ? talk.askedFor(asked) : ""}`;
    }
    case "severity_changed": {
      const { from, to, by, reason } = event.body;
      return talk.severityChanged(from, to, by.id === me ? t.youWithin : (by.name ?? t.agentSomebody)) + because(reason);
    }
    case "corrected": {
      const { by, topic, product, locale, mood, reason } = event.body;
      const what = [
        topic && talk.correctedTopic(topic),
        product && talk.correctedProduct(product),
        locale && talk.correctedLocale(locale === "zh" ? t.chinese : t.english),
        mood && talk.sounds(t.dialog.moods[mood] ?? mood),
      ].filter(Boolean);
      const who = by.id === me && me !== undefined ? t.you : (by.name ?? t.agentSomebody);
      return talk.corrected(who, what.join(t.comma)) + (reason ? ` · ${reason}` : "");
    }
    case "sla": {
      const { target, state, due } = event.body;
      const of = talk.sla[target] ?? target;
      return state === "promised" ? talk.promisedBy(of, at(due)) : `${of}${t.gap}${talk.slaState[state] ?? state}`;
    }
    case "offered": {
      const { agent, state } = event.body;
      if (agent.id === me && me !== undefined) return talk.offerYou[state] ?? talk.other;
      return talk.offer[state]?.(agent.name ?? t.agentSomebody) ?? talk.other;
    }
    case "paged":
      return talk.paged(event.body.tier, event.body.n) + because(talk.pageReason[event.body.reason]);
    case "resolved":
      return talk.resolved[event.body.how] ?? event.body.how;
    case "reopened":
      return talk.reopened(event.body.segment);
    case "closed":
      if (toUser) return talk.closed.done!;
      return talk.closed[event.body.how] ?? event.body.how;
    case "rated":
      return talk.rated(event.body.score) + (event.body.comment ? `${t.colon}${event.body.comment}` : "");
    case "notice":
      return `${talk.notice}${t.colon}${event.body.title}`;
    case "message":
    case "note":
      // They stand alone; told here they would only say their text.
      return event.body.text ?? t.erased;
    default:
      // A kind that a newer server knows: it happened, and that is all that can be said.
      event satisfies never;
      return talk.other;
  }
}
