/** Contracts of a policy: what holds instead for some plans and accounts, group by group as the inbox or their own. Pure. */

import { at, type Doc, listAt, put } from "./policy";

/** What a contract may have of its own, and the fields of each. `hours` and `teams` stand for one another, in the zone beside them. */
export const GROUPS = {
  locale: ["locale"],
  documents: ["documents"],
  hours: ["zone", "teams", "hours"],
  targets: ["targets"],
  routing: ["routing"],
  bot: ["bot"],
} as const;

/** A group of fields. */
export type Group = keyof typeof GROUPS;

const NAMES = Object.keys(GROUPS) as Group[];

/** Returns the contracts of a policy, in its order. */
export function plansOf(doc: unknown): readonly Doc[] {
  const plans = at(doc, ["plan"]);
  return Array.isArray(plans) ? (plans as Doc[]) : [];
}

/** Returns for whom a contract is: its plans, then its accounts. */
export function whoseOf(plan: unknown): string[] {
  return [...listAt(plan, ["plan"]), ...listAt(plan, ["account"])];
}

/** Returns whether a contract has a group of its own. */
export function isOwn(plan: unknown, group: Group): boolean {
  return GROUPS[group].some((field) => at(plan, [field]) !== undefined);
}

/** Returns the policy with a group of its nth contract as the inbox has it now, to be changed. */
export function madeOwn(doc: Doc, index: number, group: Group): Doc {
  const own = GROUPS[group].reduce((held, field) => put(held, ["plan", index, field], at(doc, [field])), doc);
  // Around the clock is written by naming no team: without a field, the inbox's hours would hold.
  return group === "hours" && at(own, ["plan", index, "teams"]) === undefined ? put(own, ["plan", index, "teams"], []) : own;
}

/** Returns the policy with a group of its nth contract as the inbox has it, now and later. */
export function asInbox(doc: Doc, index: number, group: Group): Doc {
  return GROUPS[group].reduce((held, field) => put(held, ["plan", index, field], undefined), doc);
}

/** Returns the policy with one more contract, for nobody yet. */
export function withPlan(doc: Doc): Doc {
  return put(doc, ["plan"], [...plansOf(doc), {}]);
}

/** Returns the policy without its nth contract. */
export function withoutPlan(doc: Doc, index: number): Doc {
  const left = plansOf(doc).filter((_, position) => position !== index);
  return put(doc, ["plan"], left.length > 0 ? left : undefined);
}

/**
 * Returns the policy with every group left out of a contract that says what the inbox says.
 *
 * The server writes contracts out in full. What was never their own would stay behind when the inbox changes.
 */
export function following(doc: Doc): Doc {
  return plansOf(doc).reduce((slim, plan, index) => {
    const alike = NAMES.filter((group) => isOwn(plan, group) && GROUPS[group].every((field) => isSame(plain(at(plan, [field])), plain(at(doc, [field])))));
    return alike.reduce((held, group) => asInbox(held, index, group), slim);
  }, doc);
}

/** A list without names is written and left out alike. */
const plain = (value: unknown) => (Array.isArray(value) && value.length === 0 ? undefined : value);

function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return one === other;
  const names = Object.keys(one);
  return Array.isArray(one) === Array.isArray(other) && names.length === Object.keys(other).length && names.every((name) => name in other && isSame(at(one, [name]), at(other, [name])));
}
