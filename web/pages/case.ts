/** The contact's own page of a case. Whoever opens it from their chat brings what it is read with behind the #; it leaves the address at once. */

import "../shared/tokens.css";
import "./case.css";
import { element, linkTo, safeUrl } from "../shared/blocks";
import { type Fact, factsOf } from "../shared/passed";
import { languageOf, tagOf, type Language } from "../shared/when";
import type { Dossier, DossierDocument } from "../shared/wire";
import { type CaseView, told } from "./told";

const SAYS = {
  en: {
    other: "中文",
    title: "Your case",
    missing: "This case cannot be opened from here. Open it from the chat in which you asked.",
    failed: "The case could not be read.",
    again: "Try again",
    passed: "What we passed on",
    facts: { problem: "Problem", began: "Began", tried: "Tried", system: "System", read: "Read", open: "Open" },
    change: "To correct or add something, write in the chat in which you asked.",
    comma: ", ",
  },
  zh: {
    other: "English",
    title: "您的问题",
    missing: "无法从这里打开。请从您提问的对话中打开。",
    failed: "没有读取成功。",
    again: "再试一次",
    passed: "转交的内容",
    facts: { problem: "问题", began: "开始于", tried: "试过", system: "环境", read: "看过", open: "待答" },
    change: "要更正或补充，请在您提问的对话中直接输入。",
    comma: "、",
  },
} satisfies Record<Language, { facts: Record<Fact, string> } & Record<string, unknown>>;
const OTHER: Record<Language, Language> = { en: "zh", zh: "en" };
/** How often an open page asks anew, in milliseconds. */
const AGAIN_MS = 30_000;

const main = document.querySelector("main")!;
/** The headline stays the same element: told to a screen reader when it changes, and not again in between. */
const head = element("h1");
const status = element("div", head);
status.role = "status";
const card = element("div", status);
const other = document.querySelector<HTMLButtonElement>(".other")!;
const asked = new URLSearchParams(location.search);
const id = asked.get("id") ?? "";
const dark = matchMedia("(prefers-color-scheme: dark)");
let language = languageOf(asked.get("lang") ?? navigator.language);
let shown: CaseView | "missing" | "failed" | undefined;

/** Where the case's key is kept in this browser, so that a bookmark opens the case again. It reads this case alone. */
const place = `firstline:case:${id}`;

/** Takes what the case is read with out of the address, so that a copied address opens nothing; else the key from before. */
function takeToken(): string {
  const token = location.hash.slice(1);
  if (token) history.replaceState(null, "", location.pathname + location.search);
  try {
    return token || (localStorage.getItem(place) ?? "");
  } catch {
    // Without a store a reload has to come from the chat again.
    return token;
  }
}

/** The token of the chat ends some day; the key does not. */
function keep(key: string): void {
  token = key;
  try {
    localStorage.setItem(place, key);
  } catch {
    // Then it is known as long as the page is open.
  }
}

let token = takeToken();

async function read(): Promise<void> {
  try {
    const answer = await fetch(`/v1/case/${encodeURIComponent(id)}`, { headers: { authorization: `Bearer ${token}` }, cache: "no-store" });
    // Too many reads, or a server that is down: what is known stays.
    if (answer.ok) {
      shown = (await answer.json()) as CaseView;
      keep(shown.key);
    } else if (answer.status === 401 || answer.status === 404) shown = "missing";
    else shown ??= "failed";
  } catch {
    shown ??= "failed";
  }
  draw();
}

function draw(): void {
  const t = SAYS[language];
  document.documentElement.lang = tagOf(language);
  other.textContent = t.other;
  other.lang = tagOf(OTHER[language]);
  other.hidden = false;
  document.title = t.title;
  if (shown === undefined) return;
  main.ariaBusy = "false";
  if (shown === "missing" || shown === "failed") {
    head.textContent = t.title;
    return show(main, status, element("p", t[shown]), ...(shown === "failed" ? [tryAgain()] : []));
  }
  const { title, tone, more, facts } = told(shown, language, Date.now());
  if (head.textContent !== title) head.textContent = title;
  document.title = `${title} · ${t.title}`;
  card.className = `card ${tone}`;
  show(card, status, ...(more ? [element("p", more)] : []));
  const list = element("dl", ...facts.map(([name, words]) => element("div", element("dt", name), element("dd", words))));
  show(main, card, list, ...(shown.passed_on ? passedOn(shown.passed_on) : []));
}

/** What was passed on, and where it is corrected. */
function passedOn(dossier: Dossier): HTMLElement[] {
  const t = SAYS[language];
  const facts = factsOf(dossier).map(([name, values]) => {
    const words = element("dd", ...values.flatMap((one, idx) => [idx > 0 ? t.comma : "", typeof one === "string" ? one : link(one)]));
    words.dir = "auto";
    return element("div", element("dt", t.facts[name]), words);
  });
  return [element("h2", t.passed), element("dl", ...facts), element("p", t.change)];
}

function link({ url, title }: DossierDocument): Node | string {
  const safe = safeUrl(url, location.href);
  return safe === undefined ? title : linkTo(safe, title);
}

function tryAgain(): HTMLElement {
  const again = element("button", SAYS[language].again);
  again.type = "button";
  again.onclick = () => {
    shown = undefined;
    void read();
  };
  return again;
}

/** Puts children in place of others. What is as it was stays: somebody may be reading, marking or following it. */
function show(parent: Element, ...children: readonly Element[]): void {
  children.forEach((child, idx) => {
    const before = parent.children[idx];
    if (before === undefined) parent.append(child);
    else if (before !== child && !before.isEqualNode(child)) before.replaceWith(child);
  });
  while (parent.children.length > children.length) parent.lastElementChild!.remove();
}

function paint(): void {
  document.documentElement.dataset.theme = dark.matches ? "dark" : "light";
}

paint();
dark.addEventListener("change", paint);
other.onclick = () => {
  language = OTHER[language];
  draw();
};
draw();
void read();
setInterval(() => document.visibilityState === "visible" && shown !== "missing" && void read(), AGAIN_MS);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && shown !== "missing" && void read());
