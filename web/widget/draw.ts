/** Rows become elements. A row that has not changed keeps its element; an answer that grows keeps the blocks that are as they were. */

import { drawBlocks, linkTo, safeUrl } from "../shared/blocks";
import { span, timeOfDay } from "../shared/when";
import type { Block, Citation, Notice, Suggestion } from "../shared/wire";
import { drawAddress, drawDossier, drawOffer, drawPromise, drawRating, drawSolved } from "./cards";
import type { Chat } from "./core";
import { button, h, icon, langOf, promised, set } from "./dom";
import type { Happened, Row } from "./rows";
import type { Words } from "./strings";

/** What a row needs beside itself. */
export interface Tools {
  chat: Chat;
  t: Words;
  /** What was typed into a card, kept while its row is drawn anew. */
  notes: Map<string, string>;
  /** Folds a card away. */
  fold(key: string): void;
  /** Draws everything anew, where something that only the view knows has changed. */
  refresh(): void;
  /** Puts the cursor into the composer. */
  write(): void;
  alert(text: string): void;
}

/** A row of one kind. */
export type RowOf<K extends Row["kind"]> = Extract<Row, { kind: K }>;

/** A message longer than this is folded, in characters. */
const SAID_CHARS_MAX = 700;
/** More sources than this are folded. */
const SOURCES_MAX = 6;
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
    case "older":
      return [button("btn quiet", "older", () => chat.history(), t("older"))];
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
      return drawTrouble(row, tools);
    case "link":
      return [drawLink(row, tools)];
    case "renewed":
      return [h("div", "pill", t("renewed"))];
    default:
      return row satisfies never;
  }
}

function drawHome(row: RowOf<"home">, { t, chat }: Tools): Node[] {
  // A long greeting reads as a sentence, a short one as a headline.
  const own = row.greeting?.trim();
  const short = own && [...own].length <= 48;
  const head = set(h("h2", "", short ? own : t("ask")), { dir: "auto", lang: short ? langOf(own, chat.language) : undefined });
  const more = own && !short ? set(h("p", "muted", own), { dir: "auto", lang: langOf(own, chat.language) }) : undefined;
  return [head, ...(more ? [more] : []), h("p", "muted", t("hint"))];
}

function drawNotice(notice: Notice, { t, chat }: Tools): Node[] {
  const url = notice.url ? safeUrl(notice.url, chat.host.settings.base) : undefined;
  const text = set(h("p", "", notice.text, url ? " " : "", url ? linkTo(url, t("details")) : null), { dir: "auto" });
  return [icon("warn"), set(h("div", "", h("b", "", notice.title), text), { lang: langOf(notice.title + notice.text, chat.language) })];
}

function drawSaid(row: RowOf<"said">, tools: Tools): Node[] {
  const { t, chat } = tools;
  const opened = tools.notes.get(row.key) === "open";
  const isLong = row.text.length > SAID_CHARS_MAX && !opened;
  const text = h("div", `me${row.mark === "sending" || row.mark === "kept" ? " is-waiting" : ""}${row.mark === "refused" ? " is-refused" : ""}${isLong ? " is-long" : ""}`, row.text);
  set(text, { dir: "auto", lang: langOf(row.text, chat.language) });
  const whole = isLong && button("link small", "whole", () => (tools.notes.set(row.key, "open"), tools.refresh()), t("whole"));
  return [h("span", "sr", `${t("you")}: `), text, ...(whole ? [whole] : []), ...meta(row, tools)];
}

/** What became of a message, under it. */
function meta(row: RowOf<"said">, { t, chat, write, notes }: Tools): Node[] {
  if (row.correction) return [h("div", "me-meta", icon("edit", "i s"), t("correction"))];
  switch (row.mark) {
    case "sending":
      // Usually the server is faster than the eye.
      return Date.now() - row.at > SENDING_MS ? [h("div", "me-meta", icon("clock", "i s"), t("sending"))] : [h("div", "me-meta is-blank", "\u00a0")];
    case "kept":
      return [h("div", "me-meta", icon("clock", "i s"), row.first ? `${t("willBeSent")} · ${t("onDevice")}` : t("willBeSent"))];
    case "saved":
      return [h("div", "me-meta", icon("check", "i s"), t("saved", timeOfDay(row.at, chat.language)))];
    case "read":
      return [h("div", "me-meta is-read", icon("check2", "i s"), t("wasRead"))];
    case "refused": {
      const id = row.clientId!;
      const again = button("link", "again", () => {
        if (row.code !== "too_large") return chat.again(id);
        // Too long is mended in the composer.
        notes.set("draft", row.text);
        chat.drop(id);
        write();
      }, row.code === "too_large" ? t("change") : t("tryAgain"));
      return [h("div", "me-meta is-refused", icon("warn", "i s"), h("span", "", refusal(row.code, t))), h("div", "me-meta", again, button("link", "remove", () => chat.drop(id), t("remove")))];
    }
    default:
      return [];
  }
}

/** Why the server did not take a message, and what to do. */
export function refusal(code: string | undefined, t: Words): string {
  switch (code) {
    case "too_large":
      return t("refusedTooLarge");
    case "conflict":
      return t("refusedConflict");
    case "forbidden":
      return t("refusedForbidden");
    default:
      return t("refusedOther");
  }
}

function drawFound(row: RowOf<"found">, tools: Tools): Node[] {
  const { t } = tools;
  const seconds = row.ms === undefined ? undefined : (Math.max(row.ms, 100) / 1000).toFixed(1);
  const list = h("ul", "", ...row.items.map((item) => h("li", "", drawHit(item, row.reply, tools))));
  return [h("div", "label", h("span", "", t(row.label)), seconds && row.label === "inDocumentation" ? h("span", "num", t("foundIn", seconds)) : null), list];
}

/** One document: its title, where in it, a few of its words. */
function drawHit(item: Suggestion, reply: string, { chat }: Tools): HTMLElement {
  const title = [item.title, sectionName(item.section)].filter(Boolean).join(" · ");
  const url = safeUrl(item.url, chat.host.settings.base);
  const head = url ? linkTo(url, title) : h("b", "", title);
  head.addEventListener("click", () => chat.opens(item.doc, reply));
  set(head, { dir: "auto", lang: langOf(title, chat.language) });
  return h("div", "hit", icon("doc"), h("div", "", head, set(h("small", "", item.snippet), { dir: "auto", lang: langOf(item.snippet, chat.language) })));
}

/** An anchor as a heading again, as far as it can be told. */
export function sectionName(section: string | null | undefined): string {
  if (!section) return "";
  let text = section;
  try {
    text = decodeURIComponent(section);
  } catch {
    // A stray per cent sign: the anchor is shown as it is.
  }
  text = text.replaceAll("-", " ").trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function drawPerson(row: RowOf<"person">, { chat }: Tools): Node[] {
  const say = h("div", "say");
  drawBlocks(say, row.blocks, 0, { base: chat.host.settings.base });
  if (row.blocks.length === 0) say.append(h("p", "", row.text));
  set(say, { lang: langOf(row.text, chat.language) });
  return [h("div", "voice person", h("div", "who", set(h("b", "", row.name), { dir: "auto" }), h("time", "", timeOfDay(row.at, chat.language))), say)];
}

/** The blocks an answer's element holds, as text, to see which have changed. */
const drawn = new WeakMap<HTMLElement, string[]>();

function drawAnswer(element: HTMLElement, row: RowOf<"answer">, before: Row | undefined, tools: Tools): void {
  const { chat } = tools;
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
  if (row.blocks.length > 0) drawBlocks(say, row.blocks.slice(same), same, { base: chat.host.settings.base, cite: (n) => cite(n, row, tools) });
  else say.replaceChildren(...(row.text ? [h("p", "", row.text)] : []));
  drawn.set(say, texts);
  set(say, { lang: langOf(row.text || JSON.stringify(row.blocks.map(textOf)), chat.language) });
  const isDone = row.stage === "done" || row.stage === "interim";
  after.replaceChildren(...(isDone && row.citations.length > 0 ? [sources(row, tools)] : []));
}

function textOf(block: Block): string {
  return "inlines" in block ? block.inlines.map((inline) => ("text" in inline ? inline.text : "")).join("") : "";
}

/** Who speaks, since when, on what ground. */
function heading(row: RowOf<"answer">, { t, chat }: Tools): Node[] {
  const parts: string[] = [];
  if (row.stage === "looking") return [h("b", "", t("assistant")), h("span", "", t("looking"))];
  if (row.stage === "writing") return [h("b", "", t("assistant")), h("span", "", t("checking"))];
  if (row.stage === "broken") return [h("b", "", t("assistant")), h("span", "", t("cutOff"))];
  parts.push(timeOfDay(row.at, chat.language));
  if (row.mode === "extractive" && row.citations.length > 0) parts.push(t("quoted"));
  const n = new Set(row.citations.map((citation) => citation.doc)).size;
  if (row.mode === "llm" && n > 0) parts.push(t("fromDocuments", n));
  if (row.cut) parts.push(t("wasCut"));
  const name = row.stage === "interim" ? t("fromDocumentation") : row.mode === "llm" ? `${t("assistant")} · ${t("ai")}` : t("assistant");
  return [h("b", "", name), h("span", "num", parts.join(" · "))];
}

/** A footnote's number; it leads to the place it was taken from. */
function cite(n: number, row: RowOf<"answer">, tools: Tools): Node | undefined {
  const citation = row.citations.find((one) => one.n === n);
  return citation && citeLink(citation, row.reply, tools);
}

function citeLink(citation: Citation, reply: string, { t, chat }: Tools): HTMLElement {
  const url = safeUrl(citation.url, chat.host.settings.base);
  const made = url ? linkTo(url, String(citation.n)) : h("span", "", String(citation.n));
  made.className = "cite";
  made.addEventListener("click", () => chat.opens(citation.doc, reply));
  return set(made, { "aria-label": t("source", citation.n, citation.title), title: citation.quote.length > 240 ? `${citation.quote.slice(0, 239)}…` : citation.quote || undefined });
}

function sources(row: RowOf<"answer">, tools: Tools): HTMLElement {
  const { t, chat, notes } = tools;
  const whole = notes.get(`all:${row.key}`) === "open" || row.citations.length <= SOURCES_MAX;
  const list = (whole ? row.citations : row.citations.slice(0, SOURCES_MAX - 1)).map((citation) => {
    const url = safeUrl(citation.url, chat.host.settings.base);
    const title = url ? linkTo(url, citation.title) : h("span", "", citation.title);
    title.addEventListener("click", () => chat.opens(citation.doc, row.reply));
    const section = sectionName(citation.section);
    return h("li", "src", set(h("span", "cite", String(citation.n)), { "aria-hidden": "true" }), set(h("div", "", title, section ? h("span", "", ` § ${section}`) : null), { dir: "auto", lang: langOf(citation.title, chat.language) }));
  });
  const more = !whole && button("link small", "all", () => (notes.set(`all:${row.key}`, "open"), tools.refresh()), t("showAll", row.citations.length));
  return h("div", "foot-notes", h("ol", "", ...list), more);
}

function drawLine(line: Happened, { t, chat }: Tools): HTMLElement {
  const { language } = chat;
  const sep = (text: string, isHeld = false) => h("div", isHeld ? "sep pine" : "sep", h("span", "", text));
  switch (line.say) {
    case "joined": {
      const late = line.promised === undefined ? 0 : line.time - line.promised;
      const when = Math.abs(late) < 60_000 ? "" : ` · ${t(late < 0 ? "early" : "behind", span(late, language))}`;
      return sep(t("joined", line.name, timeOfDay(line.time, language)) + when, true);
    }
    case "resolvedBy":
      return sep(t("resolvedBy", line.name, timeOfDay(line.time, language)), true);
    case "releasedGone":
      return sep(t("releasedGone", line.name));
    case "newTime":
      return sep(t("newTime", promised(line.time, language, chat.state.inbox?.zone)));
    case "rated":
      return sep(t("rated", line.score));
    default:
      return "time" in line ? sep(t(line.say, timeOfDay(line.time, language)), line.say === "confirmedAt") : sep(t(line.say));
  }
}

function drawTrouble(row: RowOf<"trouble">, { t, chat }: Tools): Node[] {
  return [h("div", "me-meta is-refused", icon("warn", "i s"), h("span", "", t("refusedAct")), button("link", "again", () => chat.again(row.clientId), t("tryAgain")), button("link", "remove", () => chat.drop(row.clientId), t("remove")))];
}

function drawLink(row: RowOf<"link">, { t, chat }: Tools): HTMLElement {
  const now = () => button("link", "now", () => chat.retry(), t("now"));
  if (row.link === "refused") return h("div", "pill", icon("warn", "i s"), h("span", "", row.code === 4401 ? t("refusedSignIn") : t("refusedHere")), button("link", "now", () => chat.renew(), t("tryAgain")));
  if (row.retryAt === undefined) return h("div", "pill", icon("off", "i s"), h("span", "", t("trying")));
  const seconds = Math.max(1, Math.ceil((row.retryAt - Date.now()) / 1000));
  return h("div", "pill", icon("off", "i s"), set(h("span", "", t("lost", seconds)), { "data-retry": String(row.retryAt) }), now());
}
