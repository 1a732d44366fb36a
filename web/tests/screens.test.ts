/** Pictures of every state, kept in shots/ for whoever judges them; and the three of the README, where they are asked for. */

import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { BrowserContextOptions } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { Language } from "../shared/when";
import { Console, Widget } from "./support/faces";
import { README_SHOTS } from "./support/places";
import { Server } from "./support/server";
import { PHONE, screenshot, useStage } from "./support/stage";
import { UserLine } from "./support/wire";
import { useGround, walk } from "./support/walk";

const stage = useStage();
const here = useGround();

test.each([
  ["light", { language: "en", colorScheme: "light" }],
  ["dark", { language: "en", colorScheme: "dark" }],
  ["chinese", { language: "zh", colorScheme: "light" }],
  ["phone", { language: "zh", ...PHONE }],
] as const)("every state, %s", async (name, looks) => {
  let n = 0;
  await walk(stage, here, looks, async (page, state) => {
    await screenshot(page, `${name}-${String(++n).padStart(2, "0")}-${state}`);
  });
  expect(n).toBeGreaterThan(20);
}, 120_000);

if (process.env.FIRSTLINE_README_SHOTS === "1") describe("the README's picture", pictures);

function pictures(): void {
  const SAID = {
    en: {
      agent: "Lena Berg",
      user: "Mira Solberg",
      question: "How do I connect Ollama?",
      more: "The connection is refused since this morning.",
      reply: "I have looked at your server, Mira: its port was closed. It is open now, please ask once more.",
      others: ["Everything is down and nobody can log in.", "How do I restore a backup?", "怎么备份数据？", "Can several inboxes share one folder of documents?"],
    },
    zh: {
      agent: "林娜",
      user: "周敏",
      question: "怎么接入 Ollama？",
      more: "从今天早上开始，连接一直被拒绝。",
      reply: "我看过您的服务器：端口没有开放，现在已经打开。请再问一次。",
      others: ["全部宕机了，所有用户都登录不了。", "怎么恢复备份？", "How do I change the port?", "几个收件箱可以共用一个文档文件夹吗？"],
    },
  } as const;
  const isChinese = (text: string) => /\p{Script=Han}/u.test(text);

  // As a newcomer meets it: without a model, answered by quotation.
  test.each([
    ["light", "en", "light"],
    ["dark", "en", "dark"],
    ["chinese", "zh", "light"],
  ] as const)("%s: the chat with a cited answer beside the console with a case", async (name, language: Language, colorScheme) => {
    const said = SAID[language];
    const looks: BrowserContextOptions = { locale: language === "zh" ? "zh-CN" : "en-GB", timezoneId: "UTC", colorScheme, deviceScaleFactor: 2 };
    const inbox = language === "zh" ? "Firstline 帮助" : "Firstline help";
    const server = await Server.start({ config: `[[inbox]]\nkey = "default"\nname = "${inbox}"\n[inbox.jwt]\nhs256_secret = "only-for-pictures-0123456789-0123456789"\n` });
    try {
      const lines = await Promise.all(
        said.others.map(async (question) => {
          const line = await UserLine.to(server, undefined, { locale: isChinese(question) ? "zh" : "en" });
          await line.ask(question);
          await line.put({ type: "handoff" });
          return line;
        }),
      );
      const page = await stage.page(`${server.url}/?lang=${language}`, { ...looks, viewport: { width: 1000, height: 900 } });
      const widget = new Widget(page, language);
      await widget.launcher.waitFor();
      const token = await server.contactToken("default", "mira", { name: said.user });
      await page.evaluate((jwt) => (window as unknown as { Firstline: { identify(jwt: string): void } }).Firstline.identify(jwt), token);
      await widget.open();
      await widget.ask(said.question);
      await widget.answered();
      await widget.log.evaluate((log) => log.scrollTo(0, log.scrollHeight));
      const chat = await widget.panel.screenshot({ animations: "disabled" });
      await widget.button(widget.words("no")).click();
      await widget.callPerson();
      await widget.ask(said.more);

      const desk = await Console.signIn(await stage.somebody({ ...looks, viewport: { width: 1380, height: 860 } }), server.url, await server.agent(said.agent), language);
      await desk.view("waiting").click();
      await desk.row(said.user).click();
      await desk.take();
      await desk.reply(said.reply);
      await widget.said(said.reply).waitFor();
      await desk.page.mouse.move(900, 300);
      await desk.row(desk.words.queue.takenByYou).waitFor({ state: "hidden" });
      const console_ = await desk.page.screenshot({ animations: "disabled" });
      await compose(join(README_SHOTS, `${name}.png`), looks, console_, chat);
      for (const line of lines) line.close();
    } finally {
      await server.stop();
    }
  }, 60_000);
}

/** Puts the chat before the console, as two sheets on a desk. */
async function compose(path: string, looks: BrowserContextOptions, desk: Buffer, chat: Buffer): Promise<void> {
  const easel = await stage.page("about:blank", { ...looks, deviceScaleFactor: 1.5, viewport: { width: 1500, height: 752 } });
  const paper = looks.colorScheme === "dark" ? "#080c0a" : "#e3e8e6";
  const put = (png: Buffer, style: string) =>
    `<img alt="" src="data:image/png;base64,${png.toString("base64")}" style="position: absolute; ${style}; box-shadow: 0 2px 6px rgb(0 0 0 / .12), 0 16px 48px rgb(0 0 0 / .18)">`;
  await easel.setContent(`<body style="margin: 0; background: ${paper}">${put(desk, "left: 28px; top: 28px; height: 696px; border-radius: 10px")}${put(chat, "right: 28px; bottom: 28px; height: 620px; border-radius: 16px 16px 4px 16px")}</body>`);
  await easel.evaluate(() => Promise.all([...document.images].map((image) => image.decode())));
  mkdirSync(dirname(path), { recursive: true });
  await easel.screenshot({ path });
}
