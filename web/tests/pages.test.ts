/** The demo page and the document reader. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LAUNCHER } from "../widget/strings";
import { Widget } from "./support/faces";
import { Server } from "./support/server";
import { useStage } from "./support/stage";
import { UserLine } from "./support/wire";

const stage = useStage();
let server: Server;
beforeAll(async () => {
  server = await Server.start();
});
afterAll(() => server?.stop());

const stored = () => Object.keys(localStorage);

describe("the demo page", () => {
  test("speaks the language that is asked for, and so does the chat on it", async () => {
    const page = await stage.page(`${server.url}/?lang=zh`);
    await page.getByRole("heading", { name: "试三件事" }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("zh-Hans");
    await page.getByRole("button", { name: LAUNCHER.zh.help }).waitFor();
    expect(await page.evaluate(stored)).toEqual([]);
  });

  test("changes its language and the chat's by a click, and remembers only that", async () => {
    const page = await stage.page(server.url);
    await page.getByRole("button", { name: LAUNCHER.en.help }).waitFor();
    expect(await page.evaluate(stored)).toEqual([]);
    await page.getByRole("button", { name: "中文" }).click();
    await page.getByRole("heading", { name: "试三件事" }).waitFor();
    await page.getByRole("button", { name: LAUNCHER.zh.help }).waitFor();
    await page.getByRole("link", { name: "手册", exact: true }).waitFor();
    expect(await page.evaluate(stored)).toEqual(["firstline-demo-language"]);
    await page.reload();
    await page.getByRole("heading", { name: "试三件事" }).waitFor();
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { name: "Three things to try" }).waitFor();
  });

  test("has a line to copy that works for this server", async () => {
    const page = await stage.page(server.url);
    await page.getByText(`<script src="${server.url}/widget.js" data-inbox="default" async></script>`).waitFor();
  });

  test.each([
    ["answered", /How do I connect Ollama/, "en"],
    ["not answered", /Do you offer discounts/, "en"],
    ["an outage", /Everything is down/, "en"],
    ["answered, in Chinese", /怎么接入 Ollama/, "zh"],
  ] as const)("puts a question into the chat: %s", async (_, question, language) => {
    const page = await stage.page(`${server.url}/?lang=${language}`);
    await page.getByRole("button", { name: question }).click();
    const widget = new Widget(page, language);
    await widget.input.waitFor();
    expect(await widget.input.inputValue()).toMatch(question);
    expect(await widget.input.evaluate((element) => element.matches(":focus"))).toBe(true);
  });

  test("the manual knows the first question, not the second, and the third is an outage, in both languages", async () => {
    const ask = async (query: string) => {
      const answer = await fetch(`${server.url}/v1/search`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query }) });
      return ((await answer.json()) as { answerable: boolean }).answerable;
    };
    for (const language of ["en", "zh"]) {
      const page = await stage.page(`${server.url}/?lang=${language}`);
      const questions = await page.locator("blockquote").allTextContents();
      expect(await Promise.all(questions.slice(0, 2).map(ask)), language).toEqual([true, false]);
      const user = await UserLine.to(server, undefined, { locale: language });
      const conversation = await user.ask(questions[2]!);
      user.close();
      expect((await server.events(conversation)).find((event) => event.kind === "handoff_requested")?.body, language).toMatchObject({ reason: "critical" });
    }
  });
});

describe("a document", () => {
  test("opens at the section that the address names, marks it and puts the focus there", async () => {
    const page = await stage.page(`${server.url}/docs/en/model.md#use-ollama-or-another-local-model`);
    const heading = page.getByRole("heading", { name: "Use Ollama or another local model" });
    await heading.waitFor();
    expect(await page.title()).toBe("Connect a language model");
    await expect.poll(() => heading.evaluate((element) => element.matches(":focus"))).toBe(true);
    expect(await heading.evaluate((element) => element.getBoundingClientRect().top)).toBeLessThan(200);
    expect(await page.locator(".arrived").count()).toBe(1);
    await page.locator(".arrived").waitFor({ state: "detached" });
  });

  test("is found by its contents, and by an anchor in Chinese", async () => {
    const page = await stage.page(`${server.url}/docs/zh/model.md`);
    const contents = page.getByRole("navigation", { name: "本页内容" });
    await contents.getByRole("link", { name: "使用 Ollama 等本地模型" }).click();
    const heading = page.getByRole("heading", { name: "使用 Ollama 等本地模型" });
    await expect.poll(() => heading.evaluate((element) => element.matches(":focus"))).toBe(true);
    await page.reload();
    await expect.poll(() => heading.evaluate((element) => element.matches(":focus"))).toBe(true);
    await page.getByRole("button", { name: LAUNCHER.zh.help }).waitFor();
  });

  test("offers itself in the other language, and leads to other documents in place", async () => {
    const page = await stage.page(`${server.url}/docs/en/getting-started.md`);
    await page.getByRole("link", { name: "中文" }).click();
    await page.waitForURL("**/docs/zh/getting-started.md");
    await page.getByRole("link", { name: "English" }).click();
    await page.waitForURL("**/docs/en/getting-started.md");
    const link = page.getByRole("article").getByRole("link").and(page.locator('[href*="/docs/en/"]')).first();
    const address = await link.evaluate((element: HTMLAnchorElement) => element.href);
    await link.click();
    await page.waitForURL(address);
    await page.getByRole("article").waitFor();
  });

  test("says in one sentence that it is not there", async () => {
    stage.expect(/404/);
    const page = await stage.page(`${server.url}/docs/zh/missing.md`);
    await page.getByRole("heading", { name: "这个地址没有文档。" }).waitFor();
    await page.getByRole("button", { name: "改为提问" }).click();
    await new Widget(page, "zh").input.waitFor();
  });

  test("says in one sentence that it could not be loaded, and tries again", async () => {
    stage.expectLostLine();
    stage.expect(/ERR_FAILED/);
    const context = await stage.somebody();
    const page = await context.newPage();
    await page.route("**/v1/documents/**", (route) => route.abort());
    await page.goto(`${server.url}/docs/en/model.md`);
    await page.getByRole("heading", { name: "The document could not be loaded." }).waitFor();
    await page.unroute("**/v1/documents/**");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "Connect a language model", level: 1 }).waitFor();
  });

  test("is printed without what only works on a screen", async () => {
    const page = await stage.page(`${server.url}/docs/en/model.md`);
    await page.getByRole("article").waitFor();
    await page.emulateMedia({ media: "print" });
    expect(await page.getByRole("article").isVisible()).toBe(true);
    for (const gone of [".top", ".contents", "firstline-chat"]) expect(await page.locator(gone).isVisible(), gone).toBe(false);
  });
});
