/** Rows become elements. A row that has not changed keeps its element; an answer that grows keeps the blocks that are as they were. */

import { drawBlocks } from "../shared/blocks";
import { span } from "../shared/when";
import type { ErrorCode, Notice, Suggestion } from "../shared/wire";
import { drawAddress, drawDossier, drawOffer, drawPromise, drawRating, drawSolved } from "./cards";
import { button, h, icon, set } from "./dom";
import type { Link } from "./core";
import type { Happened, Row } from "./rows";
import type { Words } from "./words";
import type { Key } from "./words.en";
import type { Tools } from "./tools";

/** A row of one kind. */
export type RowOf<K extends Row["kind"]> = Extract<Row, { kind: K }>;

/** A greeting that fits a headline of two lines in any script, in characters. */
const GREETING_CHARS_MAX = 30;
/** A message longer than this is folded, in characters. */
const SAID_CHARS_MAX = 700;
/** More sources than this are folded. */
const SOURCES_MAX = 6;
/** Of a quotation, what a pointer resting on its number shows, in characters. */
const QUOTE_CHARS_MAX = 300;
/** Waiting longer than this is worth a word of its own. */
const SENDING_MS = 1_500;

/** Draws a row into its element. `before` is what stood there. */
export function draw(element: HTMLElement, row: Row, before: Row | undefined, tools: Tools): void {
  if (row.kind === "answer") return drawAnswer(element, row, before, tools);
  element.className = `row r-${row.kind}`;
  element.replaceChildren(...content(row, tools));
}

function content(row: Exclude<Row, { kind: "answer" }>, tools: Tools): Node[] {
  const { t, chat } = tools;
  switch (row.kind) {
    case "home":
      return drawHome(row, tools);
    case "notice":
      return drawNotice(row.notice, tools);
    case "said":
      return drawSaid(row, tools);
    case "found":
      return drawFound(row, tools);
    case "person":
      return drawPerson(row, tools);
    case "line":
      return [drawLine(row.line, tools)];
    case "solved":
      return drawSolved(row, tools);
    case "choices":
      return [h("div", "two", ...row.choices.map((text, n) => tools.says(button("btn", `${n}`, () => chat.say(text), text), text)))];
    case "offer":
      return drawOffer(row, tools);
    case "promise":
      return drawPromise(row, tools);
    case "dossier":
      return drawDossier(row, tools);
    case "address":
      return drawAddress(row, tools);
    case "rating":
      return drawRating(row, tools);
    case "trouble":
      return drawRefused(row.clientId, row.refused, tools);
    case "link":
      return [drawLink(row, tools)];
    case "renewed":
      return [h("div", "pill", t("renewed"))];
    default:
      return row satisfies never;
  }
}

function drawHome(row: RowOf<"home">, { t, says }: Tools): Node[] {
  // A long greeting reads as a sentence, a short one as a headline.
  const own = row.greeting?.trim() ?? "";
  const isHead = own !== "" && own.length <= GREETING_CHARS_MAX;
  const [head, more] = isHead ? [own, ""] : [t("ask"), own];
  return [says(h("h2", "", head), head), says(h("p", "muted", more), more), h("p", "muted", t("hint"))];
}

/** An incident, or calmly an announcement: its headline, and what it says. */
export function drawNotice({ kind, state, title, text, url, blocks }: Notice, { t, chat, says, link }: Tools): Node[] {
  const say = h("div", "say");
  drawBlocks(say, blocks ?? [], 0, { base: chat.host.settings.base });
  return [icon(state === "ended" ? "check" : kind === "announcement" ? "doc" : "warn"), says(h("div", "", h("b", "", title), blocks ? say : h("p", "", text), url && link(url, t("details"))), title + text)];
}

function drawSaid(row: RowOf<"said">, tools: Tools): Node[] {
  const { t } = tools;
  const isLong = row.text.length > SAID_CHARS_MAX && !tools.notes.has(row.key);
  const text = tools.says(h("div", `me is-${row.mark}${isLong ? " is-long" : ""}`, row.text), row.text);
  return [h("span", "sr", t("you")), text, ...(isLong ? [unfold(row.key, t("whole"), tools)] : []), ...meta(row, tools)];
}

/** A button that shows the rest of a row. */
function unfold(key: string, words: string, { notes, refresh }: Tools): HTMLElement {
  return button("link small", "unfold", () => (notes.set(key, "open"), refresh()), words);
}

/** What became of a message, under it. */
function meta(row: RowOf<"said">, tools: Tools): Node[] {
  const { t, time } = tools;
  const line = (sign: Parameters<typeof icon>[0], words: string, kind = "") => [h("div", `me-meta ${kind}`, icon(sign, "i s"), h("span", "", words))];
  if (row.correction) return line("edit", t("correction"));
  switch (row.mark) {
    case "sending":
      // Usually the server is faster than the eye.
      return Date.now() - row.at > SENDING_MS ? line("clock", t("sending")) : [h("div", "me-meta")];
    case "kept":
      return line("clock", row.first ? `${t("willBeSent")} · ${t("onDevice")}` : t("willBeSent"));
    case "saved":
      return line("check", t("saved", time(row.at)));
    case "read":
      return line("check2", t("wasRead"), "is-read");
    case "refused":
      return drawRefused(row.clientId!, row.refused!, tools);
    case "held":
      return [h("div", "me-meta", icon("clock", "i s"), counting("tooMany", row.again!, t))];
    default:
      return [];
  }
}

function drawFound(row: RowOf<"found">, tools: Tools): Node[] {
  const { t } = tools;
  const seconds = row.ms === undefined ? undefined : (Math.max(row.ms, 100) / 1000).toFixed(1);
  const list = h("ul", "", ...row.items.map((item) => h("li", "", drawHit(item, row.reply, tools))));
  return [h("div", "label", h("span", "", t(row.label)), seconds && row.label === "inDocumentation" ? h("span", "", t("foundIn", seconds)) : null), list];
}

/** One document: its title, where in it, a few of its words. */
function drawHit(item: Suggestion, reply: string, { says, link }: Tools): HTMLElement {
  const { url, doc, snippet } = item;
  const head = titleOf(item);
  return h("div", "hit", icon("doc"), h("div", "", says(link(url, head, doc, reply), head), says(h("small", "", snippet), snippet)));
}

/** A document's title, the heading meant where it says more, and whom the page is for: one title may stand for several. */
export function titleOf({ title, heading, applies_to }: Suggestion): string {
  return [title, heading !== title && heading, applies_to].filter(Boolean).join(" · ");
}

function drawPerson(row: RowOf<"person">, { chat, says, time }: Tools): Node[] {
  const say = says(h("div", "say"), row.text);
  drawBlocks(say, row.blocks, 0, { base: chat.host.settings.base });
  if (row.blocks.length === 0) say.append(row.text);
  return [h("div", "voice person", h("div", "who", says(h("b", "", row.name), row.name), h("time", "", time(row.at))), say)];
}

/** The blocks an answer's element holds, as text, to see which have changed. */
const drawn = new WeakMap<HTMLElement, string[]>();

function drawAnswer(element: HTMLElement, row: RowOf<"answer">, before: Row | undefined, tools: Tools): void {
  element.className = `row r-answer is-${row.stage}`;
  let voice = element.querySelector<HTMLElement>(":scope > .voice");
  if (!voice || before?.kind !== "answer") {
    voice = h("div", "voice", h("div", "who"), h("div", "say"), h("div", ""));
    element.replaceChildren(voice);
  }
  const [who, say, after] = [...voice.children] as [HTMLElement, HTMLElement, HTMLElement];
  who.replaceChildren(...heading(row, tools));
  set(voice, { "aria-busy": row.stage === "writing" || row.stage === "looking" ? "true" : undefined });
  say.className = row.mode === "extractive" ? "say is-quoted" : "say";
  const texts = row.blocks.map((block) => JSON.stringify(block));
  const held = drawn.get(say) ?? [];
  let same = 0;
  while (same < held.length && same < texts.length && held[same] === texts[same]) same++;
  if (row.blocks.length > 0) drawBlocks(say, row.blocks.slice(same), same, { base: tools.chat.host.settings.base, cite: (n) => cite(n, row, tools) });
  else say.replaceChildren(row.text);
  drawn.set(say, texts);
  tools.says(say, say.textContent);
  after.replaceChildren(...(row.at > 0 && row.citations.length > 0 ? [sources(row, tools)] : []));
}

/** Who speaks, since when, on what ground. */
function heading(row: RowOf<"answer">, { t, time }: Tools): Node[] {
  const who = (name: string, more: string) => [h("b", "", name), h("span", "", more)];
  if (row.stage in STAGES) return who(speaker(row, t), t(STAGES[row.stage]!));
  const parts = [time(row.at)];
  const n = new Set(row.citations.map((citation) => citation.doc)).size;
  if (n > 0 && row.mode === "extractive") parts.push(t("quoted"));
  if (n > 0 && row.mode === "llm") parts.push(t("fromDocuments", n));
  if (row.mode === "fixed") parts.push(t("automatic"));
  if (row.cut) parts.push(t("wasCut"));
  return who(speaker(row, t), parts.join(" · "));
}

/** Who an answer is from. What a model wrote is called so from its first word. */
export function speaker({ stage, mode }: RowOf<"answer">, t: Words): string {
  if (stage === "interim") return t("fromDocumentation");
  return mode === "llm" && stage !== "looking" ? `${t("assistant")} · ${t("ai")}` : t("assistant");
}

/** What an unfinished reply is at. */
const STAGES: Record<string, Key> = { looking: "looking", writing: "checking", broken: "cutOff" };

/** A footnote's number; it leads to the place it was taken from. */
function cite(n: number, row: RowOf<"answer">, { t, link }: Tools): Node | undefined {
  const citation = row.citations.find((one) => one.n === n);
  if (!citation) return undefined;
  const made = link(citation.url, String(n), citation.doc, row.reply);
  made.className = "cite";
  return set(made, { "aria-label": t("source", n, citation.title), title: citation.quote.slice(0, QUOTE_CHARS_MAX) });
}

function sources(row: RowOf<"answer">, tools: Tools): HTMLElement {
  const { says, link, t } = tools;
  const key = `all:${row.key}`;
  const isFolded = row.citations.length > SOURCES_MAX && !tools.notes.has(key);
  const list = (isFolded ? row.citations.slice(0, SOURCES_MAX - 1) : row.citations).map(({ n, title, heading, url, doc }) =>
    h("li", "src", set(h("span", "cite", String(n)), { "aria-hidden": "true" }), says(h("div", "", link(url, title, doc, row.reply), heading && heading !== title ? h("span", "", ` § ${heading}`) : null), title)),
  );
  return h("div", "foot-notes", h("ol", "", ...list), isFolded && unfold(key, t("showAll", row.citations.length), tools));
}

function drawLine(line: Happened, { t, chat, time }: Tools): HTMLElement {
  const sep = (text: string, isHeld = false) => h("div", isHeld ? "sep pine" : "sep", h("span", "", text));
  switch (line.say) {
    case "answered":
      return sep(`${time(line.time)} · ${t(line.late > 0 ? "behind" : "early", span(line.late, chat.language))}`, line.late <= 0);
    case "joined":
    case "resolvedBy":
      return sep(t(line.say, line.name || t("somebody"), time(line.time)), true);
    case "newTime":
      return sep(t("newTime", time(line.time)));
    case "rated":
      return sep(t("rated", line.score));
    default:
      return "time" in line ? sep(t(line.say, time(line.time)), line.say === "confirmedAt") : sep(t(line.say));
  }
}

/** Why the server did not take something; whatever is not named here may work when it is tried again. */
const REASONS: Partial<Record<ErrorCode, Key>> = { too_large: "refusedLong", forbidden: "refusedForbidden", unauthorized: "refusedForbidden", conflict: "refusedConflict" };

/** What the server did not take: why, and the two ways out. */
function drawRefused(id: string, code: ErrorCode, { t, chat }: Tools): Node[] {
  return [
    h("div", "me-meta is-bad", icon("warn", "i s"), h("span", "", t(REASONS[code] ?? "refusedOther"))),
    h("div", "me-meta", button("link", "again", () => chat.again(id), t("tryAgain")), button("link", "remove", () => chat.drop(id), t("remove"))),
  ];
}

/** Words with seconds that the panel counts down. */
function counting(key: Key, until: number, t: Words): HTMLElement {
  return set(h("span", "", t(key, secondsTo(until))), { "data-until": String(until), "data-says": key });
}

function drawLink({ link, code, retryAt }: RowOf<"link">, { t, chat }: Tools): HTMLElement {
  const isLost = link === "lost";
  const text = isLost && retryAt !== undefined ? counting("lost", retryAt, t) : h("span", "", t(linkWords(link, code)));
  const now = isLost && retryAt === undefined ? null : button("link", "now", () => (link === "refused" ? chat.renew() : chat.retry()), t(isLost ? "now" : "tryAgain"));
  return h("div", "pill", icon(isLost ? "off" : "warn", "i s"), text, now);
}

/** What is said of a line that is not open. */
export function linkWords(link: Link["is"], code: number): Key {
  return link === "lost" ? "trying" : link === "unreachable" ? "unreachable" : code === 4401 ? "refusedSignIn" : "refusedHere";
}

/** Whole seconds until then, at least one. */
export function secondsTo(at: number): number {
  return Math.max(1, Math.ceil((at - Date.now()) / 1000));
}
