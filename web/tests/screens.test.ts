/** Pictures of every state, kept in shots/ for whoever judges them; and the three of the README, where they are asked for. */

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Language } from "../shared/when";
import { Console, Widget } from "./support/faces";
import { quote, sentence } from "./support/model";
import { README_SHOTS } from "./support/places";
import { PHONE, screenshot, useStage } from "./support/stage";
import { UserLine } from "./support/wire";
import { ground, walk, type Ground } from "./support/walk";

const stage = useStage();
let here: Ground;
beforeAll(async () => {
  here = await ground();
});
afterAll(async () => {
  await here?.server.stop();
  await here?.model.stop();
});

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

describe.runIf(process.env.FIRSTLINE_README_SHOTS === "1")("the README's picture", () => {
  const SAID = {
    en: {
      question: "How do I connect Ollama?",
      reply: "Your server is reached now: its port was closed. Please ask once more.",
      more: "Connection refused, since this morning.",
      others: ["Everything is down and nobody can log in.", "How do I restore a backup?", "怎么备份数据？"],
    },
    zh: {
      question: "怎么接入 Ollama？",
      reply: "现在可以连接了：之前端口没有开放。请再试一次。",
      more: "连接被拒绝，从今天早上开始。",
      others: ["全部宕机了，所有用户都登录不了。", "怎么恢复备份？", "How do I change the port?"],
    },
  } as const;

  test.each([
    ["light", "en", "light"],
    ["dark", "en", "dark"],
    ["chinese", "zh", "light"],
  ] as const)("%s: the chat with a cited answer beside the console with a case", async (name, language: Language, colorScheme) => {
    const { server, model } = here;
    const said = SAID[language];
    const looks: BrowserContextOptions = { locale: language === "zh" ? "zh-CN" : "en-GB", colorScheme, deviceScaleFactor: 2 };
    model.script = function* (prompt) {
      if (prompt.task !== "answer") return yield* quote(prompt) as Iterable<string>;
      yield `${sentence(prompt.user)} [1]\n\n${sentence(prompt.user, 2)} [2]`;
    };
    const lines = await Promise.all(
      said.others.map(async (question) => {
        const line = await UserLine.to(server, undefined, { locale: /\p{Script=Han}/u.test(question) ? "zh" : "en" });
        await line.ask(question);
        await line.put({ type: "handoff" }).catch(() => undefined);
        return line;
      }),
    );
    const page = await stage.page(`${server.url}/?lang=${language}`, { ...looks, viewport: { width: 1000, height: 900 } });
    const widget = new Widget(page, language);
    await widget.open();
    await widget.ask(said.question);
    await widget.answered();
    const chat = await widget.panel.screenshot({ animations: "disabled", omitBackground: true });
    await widget.button(widget.words("no")).click();
    await widget.ask(said.more);
    await widget.answered();
    await widget.callPerson();

    const agent = language === "zh" ? "林娜" : "Lena Berg";
    const desk = await Console.signIn(await stage.somebody({ ...looks, viewport: { width: 1380, height: 860 } }), server.url, await server.agent(agent), language);
    await desk.view("waiting").click();
    await desk.row(/Ollama/).click();
    await desk.take();
    await desk.reply(said.reply);
    await widget.said(said.reply).waitFor();
    await desk.view("waiting").click();
    await desk.page.getByRole("log").getByText(said.reply).waitFor();
    const console_ = await desk.page.screenshot({ animations: "disabled" });

    const easel = await stage.page("about:blank", { ...looks, viewport: { width: 1460, height: 716 } });
    const paper = colorScheme === "dark" ? "#080c0a" : "#e3e8e6";
    const shadow = "box-shadow: 0 2px 6px rgb(0 0 0 / .12), 0 16px 48px rgb(0 0 0 / .18)";
    const put = (png: Buffer, style: string) => `<img alt="" src="data:image/png;base64,${png.toString("base64")}" style="${style}; ${shadow}">`;
    await easel.setContent(
      `<body style="margin:0; background:${paper}; height:716px; position:relative">${put(console_, "position:absolute; left:28px; top:28px; height:660px; border-radius:10px")}${put(chat, "position:absolute; right:28px; bottom:16px; height:640px; border-radius:16px 16px 4px 16px")}</body>`,
    );
    await easel.evaluate(() => Promise.all([...document.images].map((image) => image.decode())));
    mkdirSync(README_SHOTS, { recursive: true });
    await easel.screenshot({ path: join(README_SHOTS, `${name}.png`) });
    for (const line of lines) line.close();
  }, 60_000);
});
