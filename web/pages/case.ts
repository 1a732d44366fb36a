/** The contact's own page of a case. Whoever opens it from their chat brings what it is read with behind the #; it leaves the address at once. */

import "../shared/tokens.css";
import "./case.css";
import { element } from "../shared/blocks";
import { languageOf, tagOf, type Language } from "../shared/when";
import { type CaseView, told } from "./told";

const SAYS = {
  en: { other: "中文", title: "Your case", missing: "This case cannot be opened from here. Open it from the chat in which you asked.", failed: "The case could not be read.", again: "Try again" },
  zh: { other: "English", title: "您的问题", missing: "无法从这里打开。请从您提问的对话中打开。", failed: "没有读取成功。", again: "再试一次" },
} as const;
const OTHER: Record<Language, Language> = { en: "zh", zh: "en" };
/** How often an open page asks anew, in milliseconds. */
const AGAIN_MS = 30_000;

const main = document.querySelector("main")!;
const other = document.querySelector<HTMLButtonElement>(".other")!;
const asked = new URLSearchParams(location.search);
const id = asked.get("id") ?? "";
const dark = matchMedia("(prefers-color-scheme: dark)");
let language = languageOf(asked.get("lang") ?? navigator.language);
let shown: CaseView | "missing" | "failed" | undefined;

/** Takes what the case is read with out of the address, so that a copied address opens nothing. */
function takeToken(): string {
  const kept = `firstline:case:${id}`;
  const token = location.hash.slice(1);
  try {
    if (token) sessionStorage.setItem(kept, token);
    if (token) history.replaceState(null, "", location.pathname + location.search);
    return token || (sessionStorage.getItem(kept) ?? "");
  } catch {
    // Without a store a reload has to come from the chat again.
    return token;
  }
}

const token = takeToken();

async function read(): Promise<void> {
  try {
    const answer = await fetch(`/v1/case/${encodeURIComponent(id)}`, { headers: { authorization: `Bearer ${token}` }, cache: "no-store" });
    // Too many reads, or a server that is down: what is known stays.
    if (answer.ok) shown = (await answer.json()) as CaseView;
    else if (answer.status === 401 || answer.status === 404) shown = "missing";
    else shown ??= "failed";
  } catch {
    shown ??= "failed";
  }
  draw();
}

function draw(): void {
  const t = SAYS[language];
  document.documentElement.lang = tagOf(language);
  document.title = t.title;
  other.textContent = t.other;
  other.lang = tagOf(OTHER[language]);
  other.hidden = false;
  if (shown === undefined) return;
  main.ariaBusy = "false";
  if (shown === "missing") return main.replaceChildren(element("h1", t.title), element("p", t.missing));
  if (shown === "failed") {
    const again = element("button", t.again);
    again.onclick = () => {
      shown = undefined;
      void read();
    };
    return main.replaceChildren(element("h1", t.title), element("p", t.failed), again);
  }
  const { title, tone, more, facts } = told(shown, language, Date.now());
  const card = element("div", element("h1", title), ...(more ? [element("p", more)] : []));
  card.className = `card ${tone}`;
  main.replaceChildren(card, element("dl", ...facts.map(([name, words]) => element("div", element("dt", name), element("dd", words)))));
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
