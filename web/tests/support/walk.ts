/** A walk through every state of the widget and the console, for whoever wants to look at each: axe, or a camera. */

import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import type { Language } from "../../shared/when";
import { Console, Widget, startsWith, withKey } from "./faces";
import { ScriptedModel, gate, quote, sentence } from "./model";
import { Server } from "./server";
import type { Stage } from "./stage";
import { UserLine } from "./wire";

/** What the walk needs: a server with a second inbox where nobody is at the desk. */
export interface Ground {
  server: Server;
  model: ScriptedModel;
}

/** In which looks the walk is made. */
export interface Looks extends BrowserContextOptions {
  language: Language;
}

/** Called at each state, with a name for it. */
export type Visit = (page: Page, state: string) => Promise<void>;

const SAID = {
  en: {
    question: "How do I connect Ollama?",
    typed: "connect ollama",
    unknown: "Do you offer discounts for schools?",
    outage: "Everything is down and nobody can log in.",
    reply: "I have looked at your server: the port was closed. It is **open** now.",
    more: "It is the machine in Oslo.",
    note: "They have had this before, in March.",
  },
  zh: {
    question: "怎么接入 Ollama？",
    typed: "接入 Ollama",
    unknown: "学校购买有折扣吗？",
    outage: "全部宕机了，所有用户都登录不了。",
    reply: "我看过您的服务器：端口没有开放，现在已经**打开**。",
    more: "是奥斯陆的那台机器。",
    note: "三月也出现过一次。",
  },
} as const;

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** Opening hours in which nobody is there now: they begin in two days. */
function closedNow(): string {
  const today = (new Date().getUTCDay() + 6) % 7;
  return `[inbox.hours]\n${[2, 3, 4].map((ahead) => `${DAYS[(today + ahead) % 7]} = ["09:00-18:00"]\n`).join("")}`;
}

/** Has what the walk needs for the tests of a file. */
export function useGround(): Ground {
  const here = {} as Ground;
  beforeAll(async () => void Object.assign(here, await ground()));
  afterAll(async () => {
    await here.server?.stop();
    await here.model?.stop();
  });
  return here;
}

async function ground(): Promise<Ground> {
  const model = await ScriptedModel.start();
  const config = `[[inbox]]\nkey = "default"\nname = "Firstline help"\n\n[[inbox]]\nkey = "night"\nname = "Firstline help"\nzone = "Europe/Oslo"\n${closedNow()}`;
  return { model, server: await Server.start({ model: model.url, config }) };
}

/** Walks through the widget and the console beside each other. */
export async function walk(stage: Stage, { server, model }: Ground, { language, ...options }: Looks, visit: Visit): Promise<void> {
  const said = SAID[language];
  const looks = { locale: language === "zh" ? "zh-CN" : "en-GB", ...options };
  stage.expectLostLine();

  // The console before anything has happened.
  const name = language === "zh" ? "林娜" : "Lena Berg";
  const token = await server.agent(name);
  const there = await stage.somebody(looks);
  const desk = new Console(await there.newPage(), language);
  await desk.page.goto(`${server.url}/console`);
  await desk.token.waitFor();
  await visit(desk.page, "console-sign-in");
  await desk.token.fill("fl_a_nobody");
  await desk.token.press("Enter");
  await desk.page.getByText(desk.words.signIn.wrong).waitFor();
  await visit(desk.page, "console-sign-in-refused");
  await desk.enter(token);
  await desk.view("mine").click();
  await desk.page.getByText(desk.words.queue.empty.mine).waitFor();
  await visit(desk.page, "console-empty");
  await desk.view("waiting").click();

  // The widget, from the launcher to an answer.
  const here = await stage.somebody(looks);
  const page = await here.newPage();
  await page.goto(`${server.url}/?lang=${language}`);
  const widget = new Widget(page, language);
  await widget.launcher.waitFor();
  await visit(page, "demo");
  await widget.open();
  await visit(page, "widget-home");
  await widget.input.pressSequentially(said.typed);
  await widget.suggestions.first().waitFor();
  await widget.input.press("ArrowDown");
  await visit(page, "widget-typing");
  const rest = gate();
  model.script = function* (prompt) {
    if (prompt.task !== "answer") return yield* quote(prompt) as Iterable<string>;
    yield `${sentence(prompt.user)} [1]\n\n`;
    yield rest.opened;
    yield `${sentence(prompt.user, 2)} [2]`;
  };
  await widget.input.press("Escape");
  await widget.ask(said.question);
  await widget.log.getByRole("link", { name: startsWith(widget.words("source", 1, "")) }).first().waitFor();
  await visit(page, "widget-streaming");
  rest.open();
  await widget.answered();
  await visit(page, "widget-answered");
  await widget.ask(said.unknown);
  await widget.button(widget.words("passOn")).waitFor();
  await visit(page, "widget-none-found");
  await widget.callPerson();
  await widget.log.getByText(widget.like("replyBy")).first().waitFor();
  await widget.ask(said.more);
  await visit(page, "widget-waiting");

  // Others wait too.
  const outage = await UserLine.to(server, undefined, { locale: language });
  await outage.ask(said.outage);
  await desk.row(said.outage.slice(0, 8)).waitFor();
  await visit(desk.page, "console-queue");
  await desk.row(/Ollama|折扣|discount/).click();
  await desk.button(withKey(desk.words.case.claim)).waitFor();
  await visit(desk.page, "console-case-waiting");
  await desk.take();
  await desk.reply(said.reply);
  await widget.log.getByText(name).last().waitFor();
  await desk.note(said.note);
  await visit(desk.page, "console-case");
  await visit(page, "widget-person");
  await desk.page.keyboard.press("Escape");
  await desk.page.keyboard.press("Control+k");
  await desk.page.getByRole("dialog").waitFor();
  await visit(desk.page, "console-palette");
  await desk.page.keyboard.press("Escape");
  await desk.page.getByRole("dialog").waitFor({ state: "hidden" });
  await desk.resolve();
  await widget.button(widget.words("yes")).waitFor();
  await visit(page, "widget-solved-question");
  await widget.button(widget.words("yes")).click();
  await widget.log.getByRole("radiogroup").waitFor();
  await visit(page, "widget-rate");
  await here.setOffline(true);
  await widget.log.getByText(language === "zh" ? /网络断开/ : /No connection/).first().waitFor();
  await visit(page, "widget-offline");
  await here.setOffline(false);

  // Where nobody is at the desk.
  const night = await here.newPage();
  await night.goto(`${server.url}/chat?inbox=night&locale=${language}`);
  const late = new Widget(night, language);
  await late.input.waitFor();
  await visit(night, "chat-page");
  await late.ask(said.unknown);
  await late.callPerson();
  await late.log.getByText(late.like("replyBy")).first().waitFor();
  await visit(night, "widget-waiting-closed");

  // The console's other pages, and a document.
  for (const view of ["", "/files", "/try"]) {
    await desk.page.goto(`${server.url}/console/documents${view}`);
    await desk.page.getByRole("heading", { level: 1 }).first().waitFor({ state: "attached" });
    await visit(desk.page, `console-documents${view.replace("/", "-")}`);
  }
  const reader = await here.newPage();
  await reader.goto(`${server.url}/docs/${language}/model.md`);
  await reader.getByRole("article").waitFor();
  await visit(reader, "document");
  stage.expect(/404 .*\/v1\/documents\//);
  await reader.goto(`${server.url}/docs/${language}/nothing.md`);
  await reader.getByRole("heading", { level: 1 }).waitFor();
  await visit(reader, "document-missing");
  outage.close();
}
