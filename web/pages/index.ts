/** The demo page: speaks two languages and hands its questions to the chat. The English words stand in index.html, the Chinese ones here. */

import "./index.css";
import { chat, speakIn } from "./widget";
import { languageOf, tagOf, type Language } from "../shared/when";

const CHINESE: Record<string, string> = {
  documentTitle: "Firstline：先由手册回答",
  skip: "跳到正文",
  nav: "页面",
  language: "语言",
  manual: "手册",
  console: "客服工作台",
  title: "先由手册回答，再由人来接手。",
  lead: "Firstline 根据一个 Markdown 文件夹回答问题，支持中文和英文，每句话都标明出处。文档里没有写的，会转给人工；客服接手时，已经知道您问过什么、试过什么。",
  ask: "提一个问题",
  read: "阅读手册",
  honest: "这是 Firstline 自己的页面。右下角的对话根据随附的手册回答。",
  way: "一个问题的去向",
  way1: "边输入，边列出文档",
  way1more: "常常还没发送，答案就在眼前。",
  way2: "带出处的回答",
  way2more: "三秒之内。每句话先核对，再显示。",
  way3: "或者：手册里没有写到",
  way3more: "不做猜测。",
  way4: "转给人工，并给出回复时间",
  way4more: "客服会读完上面的全部内容，您不必再说一遍。",
  try: "试三件事",
  tryMore: "每个按钮会把一个问题填进对话框，由您发送。",
  one: "手册里写了的问题",
  oneAsk: "怎么接入 Ollama？",
  oneMore: "步骤会附上出处。打开出处，页面会标出所引用的一节。",
  two: "手册里没有写的问题",
  twoAsk: "学校购买有折扣吗？",
  twoMore: "对话会如实说明，不做猜测，并提供人工。",
  three: "服务中断",
  threeAsk: "全部宕机了，所有用户都登录不了。",
  threeMore: "无论找到什么，都会立即呼叫人工。片刻之后，工单就在工作台里。",
  askThis: "问这个",
  be: "现在换您当客服",
  be1: "先要有一个令牌。下面的命令启动时已经输出了一个：",
  be1more: "再要一个：",
  be2: "在另一个窗口打开工作台，用令牌登录。",
  be3: "接手工单并回复，回复会出现在这里的对话中。",
  openConsole: "打开工作台",
  yours: "放到您自己的页面上",
  yoursMore: "网站只需加一行：",
  linkDocuments: "使用您自己的文档",
  linkInboxes: "指定哪些网站可以显示",
  linkModel: "接入大模型",
  linkHandoff: "何时转人工",
  foot: "自由软件，MIT 或 Apache-2.0 许可。本页没有任何内容来自其他主机。",
  notYet: "对话还没有加载。如果一直没有出现，请重新加载页面。",
};
const NOT_YET = "The chat has not loaded yet. If it stays away, load the page again.";
/** Where a chosen language is kept; written only after the choice. */
const KEPT = "firstline-demo-language";

/** What a place says in English, remembered when the page is first spoken in Chinese. */
const english = new Map<Element, string>();
const englishTitle = document.title;

let language: Language = asked() ?? kept() ?? languageOf(navigator.language);

function asked(): Language | undefined {
  const value = new URLSearchParams(location.search).get("lang");
  return value === null ? undefined : languageOf(value);
}

function kept(): Language | undefined {
  try {
    const value = localStorage.getItem(KEPT);
    return value === null ? undefined : languageOf(value);
  } catch {
    return undefined;
  }
}

function keep(): void {
  try {
    localStorage.setItem(KEPT, language);
  } catch {
    // Storage that is switched off only means that the choice ends with the page.
  }
}

/** Puts the page's words into its language, and the chat's. */
function speak(): void {
  const zh = language === "zh";
  document.documentElement.lang = tagOf(language);
  document.title = zh ? CHINESE.documentTitle! : englishTitle;
  for (const place of document.querySelectorAll<HTMLElement>("[data-say]")) {
    if (!english.has(place)) english.set(place, place.textContent);
    place.textContent = (zh ? CHINESE[place.dataset.say!] : undefined) ?? english.get(place)!;
  }
  for (const place of document.querySelectorAll<HTMLElement>("[data-label]")) {
    if (!english.has(place)) english.set(place, place.ariaLabel ?? "");
    place.ariaLabel = (zh ? CHINESE[place.dataset.label!] : undefined) ?? english.get(place)!;
  }
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-zh]")) {
    const { zh: chinese, en = link.getAttribute("href")! } = link.dataset;
    link.dataset.en = en;
    link.setAttribute("href", zh ? chinese! : en);
  }
  for (const button of document.querySelectorAll<HTMLElement>("[data-language]")) button.ariaPressed = String(button.dataset.language === language);
  speakIn(language);
}

/** Opens the chat, with a question in its input where one is given; later where the chat is still on its way. */
function ask(draft?: string): void {
  const status = document.getElementById("status")!;
  const open = () => {
    status.textContent = "";
    chat()?.open(draft === undefined ? {} : { draft });
  };
  if (chat()) return open();
  status.textContent = language === "zh" ? CHINESE.notYet! : NOT_YET;
  document.querySelector('script[src="/widget.js"]')?.addEventListener("load", open, { once: true });
}

for (const button of document.querySelectorAll<HTMLElement>("[data-language]")) {
  button.addEventListener("click", () => {
    language = button.dataset.language as Language;
    keep();
    speak();
  });
}
for (const button of document.querySelectorAll<HTMLElement>("[data-draft]")) {
  button.addEventListener("click", () => ask(document.getElementById(button.dataset.draft!)?.textContent));
}
for (const button of document.querySelectorAll("[data-open]")) button.addEventListener("click", () => ask());
const line = document.getElementById("line")!;
line.textContent = line.textContent.replace("https://HOST", location.origin);
speak();
