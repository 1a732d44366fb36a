/** Every act by name: keys, palette and help read the same list, so that none of them knows more than the others. */

import { linked } from "./assist";
import { claimOf } from "./case";
import type { Mode } from "./drafts";
import type { KeyedAct } from "./keys";
import { VIEWS } from "./queue";
import { factsIn, openOf, type State } from "./state";
import { offersTo } from "./why";
import { type Words, wordsOf } from "./words";
import type { Work } from "./work";

/** An act. */
export interface Act {
  name: keyof Words["act"];
  /** The single key or the chord that does the same. */
  keyed?: KeyedAct;
  /** It is about the open case. */
  ofCase: boolean;
  /** It can be done now. */
  may: (state: State) => boolean;
  run: (work: Work) => void;
}

const always = () => true;
const open = (state: State) => openOf(state) !== undefined;
const facts = (state: State) => {
  const id = openOf(state);
  return id === undefined ? undefined : factsIn(state.desk, id);
};
const mine = (state: State) => {
  const known = facts(state);
  return known !== undefined && claimOf(known, state.desk.me?.id) !== undefined;
};
const free = (state: State) => {
  const id = targetOf(state);
  if (id === undefined) return false;
  const is = factsIn(state.desk, id)?.owner.is ?? (state.desk.items.get(id)?.state === "waiting" ? "waiting" : undefined);
  return is === "waiting" || is === "bot";
};

const offered = ({ desk }: State) => offersTo(desk.items.values(), desk.me?.id, Date.now())[0]?.conversation;
const isOffered = (state: State) => offered(state) !== undefined;
const withOffer = (run: (work: Work, id: string) => void) => (work: Work) => {
  const id = offered(work.store.get());
  if (id !== undefined) run(work, id);
};

const hasReply = (state: State) => {
  const id = openOf(state);
  const draft = id === undefined ? undefined : state.drafts.get(id);
  return draft?.mode === "reply" && draft.reply.trim() !== "";
};

/** What `C` takes: the row that has the focus, or else the open case. */
function targetOf(state: State): string | undefined {
  const inList = document.activeElement?.id === "rows";
  return (inList ? state.ui.row : undefined) ?? openOf(state) ?? state.ui.row;
}

const withOpen = (run: (work: Work, id: string) => void) => (work: Work) => {
  const id = openOf(work.store.get());
  if (id !== undefined) run(work, id);
};

/** Focuses a field: at once, so that the next key already writes there, or when the view has drawn what it stands in. */
function focus(id: string): void {
  const enter = () => {
    const field = document.getElementById(id);
    field?.focus();
    if (field instanceof HTMLInputElement) field.select();
    // A field drawn anew has its cursor before the words; one writes on after them.
    if (field instanceof HTMLTextAreaElement && field.selectionEnd === 0) field.setSelectionRange(field.value.length, field.value.length);
    return field !== null && document.activeElement === field;
  };
  if (!enter()) requestAnimationFrame(enter);
}

/** Moves from row to row; the list has the focus afterwards. */
function move(work: Work, by: 1 | -1): void {
  if (work.store.get().ui.page.is === "documents") return moveGap(by);
  const rows = document.getElementById("rows");
  const ids = rows?.dataset.ids?.split(" ").filter(Boolean) ?? [];
  if (!rows || ids.length === 0) return;
  const { row } = work.store.get().ui;
  const at = row === undefined ? -1 : ids.indexOf(row);
  const to = ids[at < 0 ? 0 : Math.min(ids.length - 1, Math.max(0, at + by))];
  // Where the list has made room for the case, the next one is opened.
  const hidden = rows.offsetParent === null || getComputedStyle(rows).visibility === "hidden";
  if (hidden && to !== undefined) return work.go({ is: "cases", open: to });
  work.store.ui({ row: to });
  rows.focus({ preventScroll: true });
}

/** Moves from question to question on the documents' page. */
function moveGap(by: 1 | -1): void {
  const gaps = [...document.querySelectorAll<HTMLElement>("button.gap")];
  const at = gaps.findIndex((gap) => gap.ariaPressed === "true");
  const to = gaps[Math.min(gaps.length - 1, Math.max(0, at + by))];
  to?.click();
  to?.focus();
}

/** All acts, in the order the palette shows them. */
export const ACTS: readonly Act[] = [
  { name: "claim", keyed: "claim", ofCase: true, may: free, run: takeTarget },
  { name: "reply", keyed: "reply", ofCase: true, may: open, run: withOpen((work, id) => turnTo(work, id, "reply")) },
  { name: "note", keyed: "note", ofCase: true, may: open, run: withOpen((work, id) => turnTo(work, id, "note")) },
  { name: "draft", keyed: "draft", ofCase: true, may: open, run: withOpen((work, id) => (work.store.ui({ tab: "talk", contactView: false, preview: false }), work.draft(id))) },
  { name: "preview", ofCase: true, may: hasReply, run: (work) => work.store.ui({ preview: true, tab: "talk", contactView: false }) },
  { name: "insert", keyed: "insert", ofCase: true, may: open, run: toFind },
  { name: "send", keyed: "send", ofCase: true, may: open, run: withOpen((work, id) => work.send(id)) },
  { name: "sendResolve", keyed: "sendResolve", ofCase: true, may: mine, run: withOpen((work, id) => work.send(id, { resolve: true })) },
  { name: "resolve", keyed: "resolve", ofCase: true, may: mine, run: withOpen(resolveOrAsk) },
  { name: "transfer", keyed: "transfer", ofCase: true, may: mine, run: (work) => work.store.ui({ dialog: "transfer" }) },
  { name: "severity", keyed: "severity", ofCase: true, may: (state) => open(state) && facts(state)?.owner.is !== "closed", run: (work) => work.store.ui({ dialog: "severity" }) },
  { name: "release", keyed: "release", ofCase: true, may: mine, run: (work) => work.store.ui({ dialog: "release" }) },
  { name: "contactView", keyed: "contactView", ofCase: true, may: open, run: toggleContactView },
  { name: "claimNext", keyed: "claimNext", ofCase: false, may: always, run: (work) => void work.claimNext() },
  { name: "takeOffer", keyed: "takeOffer", ofCase: false, may: isOffered, run: withOffer(takeOffer) },
  { name: "declineOffer", keyed: "declineOffer", ofCase: false, may: isOffered, run: withOffer((work, id) => void work.decline(id)) },
  { name: "search", keyed: "search", ofCase: false, may: always, run: toSearch },
  { name: "next", keyed: "next", ofCase: false, may: always, run: (work) => move(work, 1) },
  { name: "previous", keyed: "previous", ofCase: false, may: always, run: (work) => move(work, -1) },
  { name: "cases", keyed: "cases", ofCase: false, may: always, run: (work) => work.go({ is: "cases" }) },
  { name: "documents", keyed: "documents", ofCase: false, may: always, run: (work) => work.go({ is: "documents", show: "gaps" }) },
  { name: "tryQuestion", keyed: "tryQuestion", ofCase: false, may: always, run: toTry },
  { name: "settings", keyed: "settings", ofCase: false, may: always, run: (work) => work.go({ is: "settings", show: "agents" }) },
  ...VIEWS.map((view): Act => ({ name: view, ofCase: false, may: always, run: (work) => (work.settle({ view }), work.go({ is: "cases" })) })),
  { name: "queue", keyed: "queue", ofCase: false, may: always, run: (work) => work.settle({ queueOpen: !work.store.get().settings.queueOpen }) },
  { name: "side", keyed: "side", ofCase: false, may: always, run: toggleSide },
  { name: "away", ofCase: false, may: (state) => !state.settings.away, run: (work) => work.settle({ away: true }) },
  { name: "online", ofCase: false, may: (state) => state.settings.away, run: (work) => work.settle({ away: false }) },
  { name: "language", ofCase: false, may: always, run: (work) => work.settle({ language: work.store.get().settings.language === "zh" ? "en" : "zh" }) },
  { name: "theme", ofCase: false, may: always, run: (work) => work.settle({ theme: document.documentElement.dataset.theme === "dark" ? "light" : "dark" }) },
  { name: "sound", ofCase: false, may: always, run: (work) => work.settle({ sound: !work.store.get().settings.sound }) },
  { name: "you", ofCase: false, may: always, run: (work) => work.store.ui({ dialog: "you" }) },
  { name: "keys", keyed: "keys", ofCase: false, may: always, run: (work) => work.store.ui({ dialog: "keys" }) },
  { name: "signOut", ofCase: false, may: always, run: (work) => void work.signOut() },
];

/** Does what a key asks for, where it can be done. Returns whether the key was used. */
export function runKey(work: Work, keyed: KeyedAct): boolean {
  if (keyed === "palette") {
    const { dialog } = work.store.get().ui;
    work.store.ui({ dialog: dialog === "palette" ? undefined : "palette" });
    return true;
  }
  if (keyed === "back") return back(work);
  const act = ACTS.find((other) => other.keyed === keyed);
  if (!act?.may(work.store.get())) return false;
  act.run(work);
  return true;
}

function takeTarget(work: Work): void {
  const id = targetOf(work.store.get());
  if (id === undefined) return;
  void work.claim(id).then((taken) => taken && openOf(work.store.get()) !== id && work.go({ is: "cases", open: id }));
}

/** Takes what is offered, and goes there. */
export function takeOffer(work: Work, id: string): void {
  void work.claim(id).then((taken) => taken && work.go({ is: "cases", open: id }));
}

/** Puts a link to a document where the text ends, and the cursor behind it. */
export function insertLink(work: Work, id: string, title: string, url: string): void {
  work.append(id, linked(title, url, location.origin), " ");
  work.say({ tone: "good", text: wordsOf(work.store.get().settings.language).side.inserted(title) });
  focus("words");
}

/** Puts words where the text ends, and the cursor behind them. */
export function appendWords(work: Work, id: string, words: string): void {
  work.append(id, words);
  work.store.ui({ tab: "talk", drawer: false });
  focus("words");
}

/** Turns to reply or note, and puts the cursor there. */
export function turnTo(work: Work, id: string, mode: Mode): void {
  work.store.ui({ tab: "talk", contactView: false, preview: false });
  work.write(id, { mode });
  focus("words");
}

/** Resolves; a reply that was not sent is asked about first. */
export function resolveOrAsk(work: Work, id: string): void {
  const unsent = (work.store.get().drafts.get(id)?.reply.trim() ?? "") !== "";
  if (unsent) work.store.ui({ dialog: "unsent" });
  else void work.resolve(id);
}

/** The width below which the side lies over the case. */
const SIDE_PX = 1360;

function toFind(work: Work): void {
  if (innerWidth < SIDE_PX) work.store.ui({ drawer: true, tab: "more" });
  else if (!work.store.get().settings.sideOpen) work.settle({ sideOpen: true });
  focus("find");
}

/** Looks through the user's eyes and back; what is only for agents is left for what the user sees. */
export function toggleContactView(work: Work): void {
  const { contactView, tab } = work.store.get().ui;
  work.store.ui({ contactView: !contactView, ...(tab === "more" ? { tab: "talk" } : {}) });
}

function toggleSide(work: Work): void {
  const { ui, settings } = work.store.get();
  if (innerWidth < SIDE_PX) work.store.ui({ drawer: !ui.drawer });
  else work.settle({ sideOpen: !settings.sideOpen });
}

function toSearch(work: Work): void {
  const { ui, settings } = work.store.get();
  if (!settings.queueOpen) work.settle({ queueOpen: true });
  if (ui.page.is === "documents") return document.getElementById("doc-search") ? focus("doc-search") : toTry(work);
  if (innerWidth < 860 && ui.page.is === "cases" && ui.page.open !== undefined) work.go({ is: "cases" });
  focus("search");
}

function toTry(work: Work): void {
  work.go({ is: "documents", show: "try" });
  focus("try");
}

/** One step back, and no text is ever lost: the draft stops, the drawer closes, the field is left, the case is left. */
function back(work: Work): boolean {
  const { ui, desk } = work.store.get();
  const active = document.activeElement;
  if (desk.assist) work.stopDraft();
  else if (ui.drawer) work.store.ui({ drawer: false });
  else if (active instanceof HTMLInputElement && active.id === "search" && ui.search !== "") work.store.ui({ search: "" });
  else if (active instanceof HTMLTextAreaElement || active instanceof HTMLInputElement || active instanceof HTMLSelectElement) {
    active.blur();
    document.getElementById("rows")?.focus({ preventScroll: true });
  } else if (ui.preview && openOf(work.store.get()) !== undefined) {
    work.store.ui({ preview: false });
    focus("words");
  } else if (ui.contactView) work.store.ui({ contactView: false });
  else if (ui.toast) work.say(undefined);
  else if (ui.page.is === "cases" && ui.page.open !== undefined) {
    work.go({ is: "cases" });
    requestAnimationFrame(() => document.getElementById("rows")?.focus({ preventScroll: true }));
  } else return false;
  return true;
}
