/** What a contact is told of their case: by when, and whether it was kept. Pure. */

import { type Language, span, timeOfDay } from "../shared/when";
import type { Dossier } from "../shared/wire";

/** Answer of `GET /v1/case/{id}`. */
export interface CaseView {
  state: string;
  /** While it waits: by when a person answers as things stand, open or closed. */
  expected_by?: string | null;
  respond_by?: string | null;
  resolve_by?: string | null;
  answered_at?: string | null;
  /** Whether a person answered in time; null while it is open, or where no time was promised. */
  kept?: boolean | null;
  passed_on?: Dossier | null;
  /** Reads this case alone, and outlives the chat's token. */
  key: string;
}

/** What stands on the page: the reply first, then the rest by name. */
export interface Told {
  title: string;
  /** What became of the promise: held, broken, or still running. */
  tone: "pine" | "red" | "plain";
  more: string;
  facts: [name: string, words: string][];
}

const SAYS = {
  en: {
    by: (at: string) => `A person replies by ${at}, your time`,
    left: (left: string) => `${left} left.`,
    nobody: (left: string) => `Nobody is here now. ${left} left.`,
    late: (at: string) => `We are late: ${at}, your time, has passed`,
    lateStill: "We are late",
    lateMore: "Your case keeps its place, and a person will reply.",
    newTime: (at: string) => `New time: a reply by ${at}.`,
    kept: "Answered in time",
    early: (early: string) => `Answered in time, ${early} before the promise`,
    broken: "Answered later than promised",
    behind: (late: string) => `Answered ${late} late`,
    never: "No person answered in time",
    brokenMore: "We did not keep the promised time.",
    answered: "A person has answered",
    unanswered: "No reply by a person is promised",
    over: "It ended before a person had to answer",
    reply: "Reply promised by",
    reached: "Answered",
    solution: "Solution promised by",
    state: "Your case",
    states: { bot: "with the assistant", waiting: "waits for a person", agent: "a person has it", resolved: "solved", closed: "ended" } as Record<string, string>,
  },
  zh: {
    by: (at: string) => `人工客服 ${at}（您的当地时间）前回复您`,
    left: (left: string) => `还有 ${left}。`,
    nobody: (left: string) => `现在没有人工值班，还有 ${left}。`,
    late: (at: string) => `我们迟了，没能在 ${at}（您的当地时间）前回复`,
    lateStill: "我们迟了",
    lateMore: "您的位置仍然保留，人工客服会回复您。",
    newTime: (at: string) => `新的时间：${at} 前回复。`,
    kept: "已按时回复",
    early: (early: string) => `已按时回复，比承诺早 ${early}`,
    broken: "已回复，晚于承诺的时间",
    behind: (late: string) => `已回复，晚了 ${late}`,
    never: "没有人工客服按时回复您",
    brokenMore: "我们没能遵守承诺的时间。",
    answered: "人工客服已回复",
    unanswered: "没有承诺人工回复的时间",
    over: "在需要人工回复之前已经结束",
    reply: "承诺回复时间",
    reached: "实际回复时间",
    solution: "承诺解决时间",
    state: "目前状态",
    states: { bot: "由助手处理", waiting: "等待人工客服", agent: "人工客服处理中", resolved: "已解决", closed: "已结束" } as Record<string, string>,
  },
} as const;

/** Says where a case stands, in the reader's language and on their clock. */
export function told(view: CaseView, language: Language, now: number): Told {
  const t = SAYS[language];
  const at = (instant: string) => timeOfDay(instant, language, new Date(now));
  const facts: Told["facts"] = [[t.state, t.states[view.state] ?? view.state]];
  if (view.respond_by) facts.push([t.reply, at(view.respond_by)]);
  if (view.answered_at) facts.push([t.reached, at(view.answered_at)]);
  if (view.resolve_by) facts.push([t.solution, at(view.resolve_by)]);
  return { ...reply(view, language, now), facts };
}

function reply({ state, expected_by, respond_by, answered_at, kept }: CaseView, language: Language, now: number): Omit<Told, "facts"> {
  const t = SAYS[language];
  const at = (instant: number) => timeOfDay(instant, language, new Date(now));
  const due = respond_by ? Date.parse(respond_by) : undefined;
  const isOver = state === "resolved" || state === "closed";
  // A broken promise comes first, whatever has become of the case meanwhile.
  if (kept === false && isOver && !answered_at) return { title: t.never, tone: "red", more: t.brokenMore };
  if (answered_at) {
    if (due === undefined || kept == null) return { title: t.answered, tone: "plain", more: "" };
    const late = Date.parse(answered_at) - due;
    const apart = span(late, language);
    // Where the time was moved while the case stood still, the last one does not tell by how much.
    if (kept) return { title: late <= 0 ? t.early(apart) : t.kept, tone: "pine", more: "" };
    return { title: late > 0 ? t.behind(apart) : t.broken, tone: "red", more: t.brokenMore };
  }
  if (isOver) return { title: t.over, tone: "plain", more: "" };
  if (due === undefined) return { title: t.unanswered, tone: "plain", more: "" };
  // What is expected follows who is there; only the promise is judged.
  const by = Math.max(due, expected_by ? Date.parse(expected_by) : 0);
  const isMissed = due < now;
  if (isMissed || kept === false) return { title: isMissed ? t.late(at(due)) : t.lateStill, tone: "red", more: by > now ? t.newTime(at(by)) : t.lateMore };
  return { title: t.by(at(by)), tone: "plain", more: (by > due ? t.nobody : t.left)(span(by - now, language)) };
}
