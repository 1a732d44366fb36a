/** The cards of a case: is it solved, a person, the promise, what was passed on, where replies go, how it was. */

import { factsOf } from "../shared/passed";
import { span } from "../shared/when";
import { busy, button, h, icon, set } from "./dom";
import type { RowOf } from "./draw";
import type { Key } from "./words.en";
import type { Tools } from "./tools";

/** Under this share of the time left, a clock says so. */
const SOON = 0.25;
/** What the server takes as a remark, in characters. */
const REMARK_CHARS_MAX = 2_000;

export function drawSolved(row: RowOf<"solved">, { t, chat, write }: Tools): Node[] {
  const answer = (solved: boolean) => {
    chat.put({ type: "feedback", solved, ...(row.reply ? { reply: row.reply } : {}) });
    if (!solved) write();
  };
  const question = row.name === undefined ? t("solved") : t("solvedBy", row.name || t("somebody"));
  const [yes, no] = [busy(button("btn", "yes", () => answer(true), t("yes")), row.busy), busy(button("btn", "no", () => answer(false), t("no")), row.busy)];
  return [card(question, h("div", "b", question), h("div", "two", yes, no))];
}

export function drawOffer(row: RowOf<"offer">, { t, callPerson, fold, write, time }: Tools): Node[] {
  const when = row.by === undefined ? t("replyUnknownHint") : t("replyBy", time(row.by));
  const pass = busy(button("btn main", "pass", callPerson, t("passOn")), row.busy);
  const ask = button("btn", "ask", () => (fold(row.key), write()), t("askDifferently"));
  const head = h("div", "head", icon("person", "i c-pine"), h("div", "", h("div", "b", t("askPerson")), h("div", "muted small", when)));
  return [card(t("askPerson"), head, h("div", "two", pass, ask))];
}

function card(name: string, ...children: Node[]): HTMLElement {
  return set(h("div", "ask", ...children), { role: "group", "aria-label": name });
}

export function drawPromise(row: RowOf<"promise">, tools: Tools): Node[] {
  const { t, chat, time: say, notes, refresh } = tools;
  const { language } = chat;
  const now = Date.now();
  const isLate = row.missed !== undefined;
  const by = row.by !== undefined && row.by > now ? row.by : undefined;
  const left = by === undefined ? 0 : by - now;
  const share = by === undefined ? 0 : Math.min(1, left / Math.max(1, by - row.since));
  const soon = share < SOON ? " soon" : "";
  const facts: string[] = [];
  if (isLate) facts.push(by === undefined ? t("replyUnknownHint") : t("newTime", say(by)));
  else if (by === undefined) facts.push(t("replyUnknownHint"));
  if (!row.open) facts.push(t("closed"));
  if (row.ahead !== undefined) facts.push(t("ahead", row.ahead));
  facts.push(t("kept"));
  const title = isLate ? t("late", say(row.missed!)) : by === undefined ? t("replyUnknown") : t("replyBy", say(by));
  const clock = by === undefined ? null : h("span", `clock${soon}`, icon("clock", "i s"), t("left", span(left, language)));
  const drain = by === undefined ? null : set(h("div", `drain${soon}`, h("i", "")), { "aria-hidden": "true" });
  if (drain) (drain.firstElementChild as HTMLElement).style.inlineSize = `${(share * 100).toFixed(1)}%`;
  const done = busy(button("link small", "noneed", () => void chat.put({ type: "feedback", solved: true }), t("noNeed")), row.busy);
  // What is affected decides how bad it is: it is asked for, and said like anything else.
  const worse = notes.has("worse") ? form("worse", "affected", "send", (text) => chat.say(`${t("worse")}${language === "zh" ? "：" : ": "}${text}`), tools) : button("link small", "worsen", () => (notes.set("worse", ""), refresh()), t("worse"));
  return [h("div", `promise${isLate ? " is-late" : ""}`, h("div", "line", h("div", "big", title), clock), drain, h("p", "", facts.join(language === "zh" ? "" : " ")), worse, done)];
}

export function drawDossier(row: RowOf<"dossier">, tools: Tools): Node[] {
  const { t, chat, notes, link, says } = tools;
  const { dossier } = row;
  const comma = chat.language === "zh" ? "、" : ", ";
  const facts = factsOf(dossier).map(([name, values]) => {
    const said = values.flatMap((one, idx) => [idx > 0 ? comma : "", typeof one === "string" ? one : link(one.url, one.title, one.doc)]);
    return h("div", "", h("dt", "", t(name)), set(h("dd", "", ...said), { dir: "auto" }));
  });
  const list = says(h("dl", "", ...facts), dossier.problem ?? "");
  const page = h("p", "", link(chat.casePage, t("casePage")));
  const editing = row.live && notes.has("amend");
  const change = button("btn quiet", "change", () => (notes.set("amend", ""), tools.refresh()), icon("edit", "i s"), t("change"));
  const title = h("h2", "b", t("passed"), dossier.written_by === "llm" && h("span", "hint", ` ${t("assistant")} · ${t("ai")}`));
  const field = editing && form("amend", "changeHint", "passOn", (text) => chat.put({ type: "amend", text }), tools);
  return [set(h("section", "doss", h("header", "", title, row.live && !editing && change), list, page, field), { "aria-label": t("passed") })];
}

/** A few words that a card asks for. `id` names what is kept of them, `put` sends them. */
function form(id: string, hint: Key, go: Key, put: (text: string) => void, { t, notes, refresh, write }: Tools): HTMLElement {
  const text = h("textarea", "field");
  set(text, { rows: "3", maxlength: "7900", "aria-label": t(hint), placeholder: t(hint), "data-id": id, dir: "auto", enterkeyhint: "send" });
  text.value = notes.get(id) ?? "";
  text.oninput = () => void notes.set(id, text.value);
  const end = () => (notes.delete(id), refresh());
  const send = button("btn main", `${id}-send`, () => {
    const said = text.value.trim();
    if (!said) return text.focus();
    put(said);
    end();
    write();
  }, t(go));
  text.onkeydown = (event) => {
    // While a word is composed it is another code.
    if (event.keyCode !== 13 || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send.click();
  };
  queueMicrotask(() => text.isConnected && text.value === "" && text.focus());
  return h("div", "form", text, h("div", "two", send, button("btn", `${id}-end`, end, t("cancel"))));
}

export function drawAddress(row: RowOf<"address">, { t, chat, notes, alert }: Tools): Node[] {
  const input = set(h("input", "field"), { type: "email", autocomplete: "email", inputmode: "email", "aria-label": t("email"), placeholder: t("email"), "data-id": "email", maxlength: "320", required: true });
  input.value = notes.get("email") ?? "";
  input.oninput = () => void notes.set("email", input.value);
  const form = h("form", `later${row.open ? "" : " is-first"}`);
  form.noValidate = true;
  const send = busy(set(h("button", "btn", t("leaveAddress")), { type: "submit", "data-id": "leave" }), row.busy);
  form.onsubmit = (event) => {
    event.preventDefault();
    const email = input.value.trim();
    if (!email || !input.validity.valid) {
      set(input, { "aria-invalid": "true" });
      alert(t("addressWrong"));
      hint.textContent = t("addressWrong");
      hint.className = "hint c-red";
      return input.focus();
    }
    if (row.busy) return;
    notes.delete("email");
    chat.put({ type: "contact", email });
  };
  const hint = h("p", "hint", t("addressHint"));
  const given = row.given ? h("p", "small", icon("check", "i s c-pine"), t("addressKept", row.given)) : null;
  if (given) form.append(given);
  else form.append(h("div", "b", row.open ? t("notWait") : t("where")), h("div", "line", input, send), hint);
  return [form];
}

export function drawRating(row: RowOf<"rating">, tools: Tools): Node[] {
  const { t, chat, notes, refresh } = tools;
  const score = Number(notes.get(row.key) ?? 0);
  const stars = set(h("div", "stars"), { role: "radiogroup", "aria-label": `${t("rate")} 1: ${t("rate1")}. 5: ${t("rate5")}` });
  for (let n = 1; n <= 5; n++) {
    // The browser's own radio buttons: arrows move, and only the chosen one is reached by Tab.
    const star = set(h("input", "sr"), { type: "radio", name: row.key, "data-id": `star${n}`, checked: n === score });
    star.onchange = () => (notes.set(row.key, String(n)), refresh());
    stars.append(h("label", "", star, String(n)));
  }
  const remark = set(h("textarea", "field"), { rows: "3", maxlength: String(REMARK_CHARS_MAX), "data-id": "remark", "aria-label": t("remark"), dir: "auto" });
  remark.value = notes.get("remark") ?? "";
  remark.oninput = () => void notes.set("remark", remark.value);
  const send = busy(button("btn main grow", "rate", () => {
    const comment = remark.value.trim();
    notes.delete("remark");
    chat.put({ type: "rate", score, ...(comment ? { comment } : {}) });
  }, t("send")), row.busy);
  const skip = button("btn", "skip", () => chat.skipRating(row.end), t("skip"));
  const acts = h("div", "two", score > 0 ? send : null, skip);
  const back = row.reopens ? h("p", "small muted", t("cameBackHere")) : null;
  return [h("div", "rating", h("div", "b", t("rate")), stars, h("div", "ends", h("span", "", t("rate1")), h("span", "", t("rate5"))), score > 0 ? h("div", "stack", h("span", "small muted", t("remark")), remark) : null, acts, back)];
}
