/** The document reader: fetches one document as blocks, draws it, and shows where a citation points. */

import "../shared/tokens.css";
import "./docs.css";
import { drawBlocks, element } from "../shared/blocks";
import { languageOf, tagOf, type Language } from "../shared/when";
import type { Block } from "../shared/wire";
import { chat, speakIn } from "./widget";

/** Answer of `GET /v1/documents/{path}`. */
interface DocumentView {
  doc: string;
  title: string;
  locale: Language;
  visibility: "public" | "internal";
  blocks: Block[];
}

const SAYS = {
  en: {
    skip: "Skip to the document",
    home: "Documentation",
    contents: "On this page",
    other: "中文",
    internal: "Only agents can read this document.",
    missing: "There is no document at this address.",
    ask: "Ask about it",
    unreachable: "The document could not be loaded.",
    again: "Try again",
  },
  zh: {
    skip: "跳到正文",
    home: "文档",
    contents: "本页内容",
    other: "English",
    internal: "这篇文档只有客服可以阅读。",
    missing: "这个地址没有文档。",
    ask: "改为提问",
    unreachable: "文档没有加载成功。",
    again: "再试一次",
  },
} as const;
const OTHER: Record<Language, Language> = { en: "zh", zh: "en" };

const main = find<HTMLElement>("main");
const path = location.pathname.replace(/^\/docs\/?/, "");
const dark = matchMedia("(prefers-color-scheme: dark)");

function find<E extends Element>(selector: string): E {
  return document.querySelector<E>(selector)!;
}

function paint(): void {
  document.documentElement.dataset.theme = dark.matches ? "dark" : "light";
}

/** Returns the language that the folders of the address name, before the document itself can say. */
function languageOfPath(): Language {
  const folders = path.split("/").slice(0, -1);
  const named = folders.find((folder) => folder in OTHER);
  return languageOf(named ?? navigator.language);
}

/** Returns the address of the same document under the other language's folder, where there is such a folder. */
function otherPath(language: Language): string | undefined {
  const segments = path.split("/");
  const at = segments.slice(0, -1).indexOf(language);
  return at < 0 ? undefined : segments.with(at, OTHER[language]).join("/");
}

/** Puts everything around the document into a language. */
function frameIn(language: Language): void {
  const says = SAYS[language];
  document.documentElement.lang = tagOf(language);
  find(".skip").textContent = says.skip;
  find(".home span").textContent = says.home;
  find(".contents summary").textContent = says.contents;
  find(".contents").ariaLabel = says.contents;
  speakIn(language);
}

/** Fetches the document and draws it, or says in one sentence why not. */
async function load(): Promise<void> {
  main.ariaBusy = "true";
  let answer: Response;
  try {
    answer = await fetch(`/v1/documents/${path}`);
    if (answer.ok) show((await answer.json()) as DocumentView);
    else if (answer.status === 404) apologise("missing", "ask", () => chat()?.open());
    else apologise("unreachable", "again", load);
  } catch {
    apologise("unreachable", "again", load);
  }
  main.ariaBusy = "false";
}

function apologise(why: "missing" | "unreachable", what: "ask" | "again", act: () => void): void {
  const says = SAYS[languageOfPath()];
  document.title = says[why];
  const button = element("button", says[what]);
  button.type = "button";
  button.addEventListener("click", act);
  const sorry = element("div", element("h1", says[why]), button);
  sorry.className = "sorry";
  main.replaceChildren(sorry);
}

function show(view: DocumentView): void {
  frameIn(view.locale);
  document.title = view.title;
  const article = element("article");
  if (view.visibility === "internal") {
    const internal = element("p", SAYS[view.locale].internal);
    internal.className = "internal";
    article.append(internal);
  }
  const [first] = view.blocks;
  if (!(first?.type === "heading" && first.level === 1)) article.append(element("h1", view.title));
  article.append(...sections(view.blocks));
  stayHere(article);
  main.replaceChildren(article);
  list(article);
  void offerOther(view.locale);
  arrive();
}

/** Draws the blocks, each heading and what follows it together, so that a section can be marked as one. */
function sections(blocks: readonly Block[]): HTMLElement[] {
  const drawn = element("div");
  drawBlocks(drawn, blocks, 0, { base: location.origin });
  const made = [element("div")];
  for (const child of [...drawn.children]) {
    if (/^H[2-6]$/.test(child.tagName)) made.push(element("div"));
    made.at(-1)!.append(child);
  }
  return made;
}

/** Links to other documents open in place; only what leads away opens beside. */
function stayHere(article: HTMLElement): void {
  for (const link of article.querySelectorAll("a")) {
    if (link.origin !== location.origin || !link.pathname.startsWith("/docs/")) continue;
    link.removeAttribute("target");
    link.removeAttribute("rel");
  }
}

/** Fills the list of contents; a page of one section needs none. */
function list(article: HTMLElement): void {
  const headings = [...article.querySelectorAll<HTMLElement>("h2[id], h3[id]")];
  const items = headings.map((heading) => {
    const link = element("a", heading.textContent);
    link.href = `#${encodeURIComponent(heading.id)}`;
    const item = element("li", link);
    item.className = heading.tagName.toLowerCase();
    return item;
  });
  find(".contents ol").replaceChildren(...items);
  find<HTMLElement>(".contents").hidden = items.length < 2;
  // Beside the text it is open; above it, on a narrow screen, it would push the text away.
  find<HTMLDetailsElement>(".contents details").open = matchMedia("(min-width: 901px)").matches;
}

/** Offers the same document in the other language, where it exists. */
async function offerOther(language: Language): Promise<void> {
  const other = otherPath(language);
  if (other === undefined) return;
  const answer = await fetch(`/v1/documents/${other}`, { method: "HEAD" }).catch(() => undefined);
  if (!answer?.ok) return;
  const link = find<HTMLAnchorElement>(".other");
  link.href = `/docs/${other}`;
  link.textContent = SAYS[language].other;
  link.lang = link.hreflang = tagOf(OTHER[language]);
  link.hidden = false;
}

/** Brings the section that the address names into view, marks it for a moment and puts the focus there. */
function arrive(): void {
  const heading = document.getElementById(anchor());
  const section = heading?.closest<HTMLElement>("article > div");
  if (!heading || !section) return;
  for (const marked of document.querySelectorAll(".arrived")) marked.classList.remove("arrived");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  heading.scrollIntoView();
  // Asking for its size starts the animation anew where the same section is named again.
  void section.offsetWidth;
  section.classList.add("arrived");
  section.addEventListener("animationend", () => section.classList.remove("arrived"), { once: true });
}

function anchor(): string {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return location.hash.slice(1);
  }
}

paint();
dark.addEventListener("change", paint);
addEventListener("hashchange", arrive);
frameIn(languageOfPath());
if (path === "") apologise("missing", "ask", () => chat()?.open());
else void load();
