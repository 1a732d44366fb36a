/** Rows become elements. A row that has not changed keeps its element; an answer that grows keeps the blocks that are as they were. */

import { drawBlocks } from "../shared/blocks";
import { span } from "../shared/when";
import type { Notice, Suggestion } from "../shared/wire";
import { drawAddress, drawDossier, drawOffer, drawPromise, drawRating, drawSolved } from "./cards";
import { button, h, icon, set } from "./dom";
import type { Happened, Row } from "./rows";
import type { Key } from "./strings";
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
  const { t } = tools;
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
      return drawRefused(row.clientId, tools);
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

function drawNotice({ title, text, url }: Notice, { t, says, link }: Tools): Node[] {
  return [icon("warn"), says(h("div", "", h("b", "", title), h("p", "", text, url ? " " : "", url ? link(url, t("details")) : null)), title + text)];
}

function drawSaid(row: RowOf<"said">, tools: Tools): Node[] {
  const { t } = tools;
  const isLong = row.text.length > SAID_CHARS_MAX && !tools.notes.has(row.key);
  const text = tools.says(h("div", `me is-${row.mark}${isLong ? " is-long" : ""}`, row.text), row.text);
  return [h("span", "sr", `${t("you")}: `), text, ...(isLong ? [unfold(row.key, t("whole"), tools)] : []), ...meta(row, tools)];
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
      return drawRefused(row.clientId!, tools);
    default:
      return [];
  }
}

function drawFound(row: RowOf<"found">, tools: Tools): Node[] {
  const { t } = tools;
  const seconds = row.ms === undefined ? undefined : (Math.max(row.ms, 100) / 1000).toFixed(1);
  const list = h("ul", "", ...row.items.map((item) => h("li", "", drawHit(item, row.reply, tools))));
  return [h("div", "label", h("span", "", t(row.label)), seconds && row.label === "inDocumentation" ? h("span", "num", t("foundIn", seconds)) : null), list];
}

/** One document: its title, where in it, a few of its words. */
function drawHit({ title, section, url, doc, snippet }: Suggestion, reply: string, { says, link }: Tools): HTMLElement {
  const head = titleOf(title, section);
  return h("div", "hit", icon("doc"), h("div", "", says(link(url, head, doc, reply), head), says(h("small", "", snippet), snippet)));
}

/** A document's title and the section meant. */
export function titleOf(title: string, section: string | null | undefined): string {
  return section ? `${title} · ${sectionName(section)}` : title;
}

/** An anchor as a heading again, as far as it can be told. */
function sectionName(section: string): string {
  let text = section;
  try {
    text = decodeURIComponent(section);
  } catch {
    // A stray per cent sign: the anchor is shown as it is.
  }
  text = text.replaceAll("-", " ").trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
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
    voice = h("div", "voice", h("div", "who"), h("div", "say"), h("div", "after"));
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
  const who = (name: string, more: string) => [h("b", "", name), h("span", "num", more)];
  if (row.stage in STAGES) return who(t("assistant"), t(STAGES[row.stage]!));
  const parts = [time(row.at)];
  const n = new Set(row.citations.map((citation) => citation.doc)).size;
  if (n > 0 && row.mode === "extractive") parts.push(t("quoted"));
  if (n > 0 && row.mode === "llm") parts.push(t("fromDocuments", n));
  if (row.cut) parts.push(t("wasCut"));
  return who(row.stage === "interim" ? t("fromDocumentation") : row.mode === "llm" ? `${t("assistant")} · ${t("ai")}` : t("assistant"), parts.join(" · "));
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
  const list = (isFolded ? row.citations.slice(0, SOURCES_MAX - 1) : row.citations).map(({ n, title, section, url, doc }) =>
    h("li", "src", set(h("span", "cite", String(n)), { "aria-hidden": "true" }), says(h("div", "", link(url, title, doc, row.reply), section ? h("span", "", ` § ${sectionName(section)}`) : null), title)),
  );
  return h("div", "foot-notes", h("ol", "", ...list), isFolded && unfold(key, t("showAll", row.citations.length), tools));
}

function drawLine(line: Happened, { t, chat, time, by }: Tools): HTMLElement {
  const sep = (text: string, isHeld = false) => h("div", isHeld ? "sep pine" : "sep", h("span", "", text));
  switch (line.say) {
    case "joined": {
      const late = line.promised === undefined ? 0 : line.time - line.promised;
      const when = Math.abs(late) < 60_000 ? "" : ` · ${t(late < 0 ? "early" : "behind", span(late, chat.language))}`;
      return sep(t("joined", line.name, time(line.time)) + when, true);
    }
    case "resolvedBy":
      return sep(t("resolvedBy", line.name || t("somebody"), time(line.time)), true);
    case "newTime":
      return sep(t("newTime", by(line.time)));
    case "rated":
      return sep(t("rated", line.score));
    default:
      return "time" in line ? sep(t(line.say, time(line.time)), line.say === "confirmedAt") : sep(t(line.say));
  }
}

/** What the server did not take: why, and the two ways out. */
function drawRefused(id: string, { t, chat }: Tools): Node[] {
  return [
    h("div", "me-meta is-bad", icon("warn", "i s"), h("span", "", t("refusedOther"))),
    h("div", "me-meta", button("link", "again", () => chat.again(id), t("tryAgain")), button("link", "remove", () => chat.drop(id), t("remove"))),
  ];
}

function drawLink({ link, code, retryAt }: RowOf<"link">, { t, chat }: Tools): HTMLElement {
  const isRefused = link === "refused";
  const words = isRefused ? t(code === 4401 ? "refusedSignIn" : "refusedHere") : retryAt === undefined ? t("trying") : t("lost", secondsTo(retryAt));
  const text = set(h("span", "", words), { "data-retry": retryAt === undefined ? undefined : String(retryAt) });
  const now = isRefused || retryAt !== undefined ? button("link", "now", () => (isRefused ? chat.renew() : chat.retry()), t(isRefused ? "tryAgain" : "now")) : null;
  return h("div", "pill", icon(isRefused ? "warn" : "off", "i s"), text, now);
}

/** Whole seconds until then, at least one. */
export function secondsTo(at: number): number {
  return Math.max(1, Math.ceil((at - Date.now()) / 1000));
}
