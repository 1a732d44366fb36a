/** What a user sees of their case: what was passed on, a correction, "it is worse", the promise and whether it was kept; never how bad it is judged. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectAccessible, expectNoSidewaysScroll } from "./support/access";
import { Widget } from "./support/faces";
import { Server } from "./support/server";
import { screenshot, useStage } from "./support/stage";
import { AgentLine } from "./support/wire";

const stage = useStage();
let server: Server;
let agent: string;

beforeAll(async () => {
  server = await Server.start({ config: '[[inbox]]\nkey = "default"\nname = "Firstline help"\n' });
  agent = await server.agent("Lena");
});
afterAll(() => server?.stop());

const SAID = {
  en: { locale: "en-GB", scheme: "light", question: "How do I rotate an API key?", correction: "It is the key of the second project", again: "The third one, to be exact", worse: "Now all of our customers are cut off", reply: "The key is rotated now." },
  zh: { locale: "zh-CN", scheme: "dark", question: "怎么轮换 API 密钥？", correction: "是第二个项目的密钥", again: "准确地说是第三个", worse: "现在所有客户都连不上了", reply: "密钥已经轮换。" },
} as const;

describe.each(["en", "zh"] as const)("a user's case (%s)", (language) => {
  const said = SAID[language];

  test("shows what was passed on, takes a correction and worse news in one tap, and says whether the promise was kept", async () => {
    const page = await stage.page(`${server.url}/?lang=${language}`, { locale: said.locale, colorScheme: said.scheme, bypassCSP: true });
    const widget = new Widget(page, language);
    await widget.open();
    await widget.ask(said.question);
    await widget.callPerson();
    await widget.log.getByText(widget.like("replyBy")).first().waitFor();

    await widget.button(widget.words("change")).click();
    await widget.log.getByRole("textbox", { name: widget.words("changeHint") }).fill(said.correction);
    await page.keyboard.press("Enter");
    await widget.said(widget.words("correction")).waitFor();

    await widget.button(widget.words("worse")).click();
    await expectAccessible(page, "it is worse");
    await screenshot(page, `handoff-${language}-worse`);
    const affected = widget.log.getByRole("textbox", { name: widget.words("affected") });
    await affected.fill(said.worse);
    await widget.log.getByRole("button", { name: widget.words("send"), exact: true }).click();
    await widget.said(new RegExp(`${widget.words("worse")}.+${said.worse}`)).waitFor();
    await affected.waitFor({ state: "hidden" });

    // The card leads to a page of their own that says by when; what it is read with leaves its address.
    const [own] = await Promise.all([page.waitForEvent("popup"), widget.log.getByRole("link", { name: widget.words("casePage") }).click()]);
    await own.getByRole("heading", { name: language === "zh" ? /^人工客服 .+前回复您$/ : /^A person replies by / }).waitFor();
    expect(new URL(own.url()).hash).toBe("");
    await own.getByText(said.correction).waitFor();
    await expectAccessible(own, "a case's own page");
    await screenshot(own, `case-${language}-promised`);
    // A bookmark opens it again in the same browser.
    const again = await own.context().newPage();
    await again.goto(own.url());
    await again.getByText(said.correction).waitFor();
    await again.close();

    const [conversation] = await server.conversations();
    const lena = await AgentLine.to(server, agent);
    const claim = await lena.take(conversation!.id);
    await widget.log.getByText(widget.like("joined")).waitFor();
    expect(await widget.log.getByText(widget.like("early")).count(), "a claim keeps no promise").toBe(0);
    // What was passed on can still be corrected: one tap, and the field has the focus.
    await widget.button(widget.words("change")).click();
    await page.keyboard.type(said.again);
    await page.keyboard.press("Enter");
    await widget.log.getByText(said.again).last().waitFor();
    await lena.put({ type: "reply", conversation: conversation!.id, claim, text: said.reply });
    await widget.log.getByText(widget.like("early")).waitFor();
    await expectAccessible(page, "a promise that was kept");
    await screenshot(page, `handoff-${language}-kept`);
    await own.reload();
    await own.getByRole("heading", { name: language === "zh" ? /^已按时回复/ : /^Answered in time/ }).waitFor();
    await expectAccessible(own, "a promise kept, on its page");
    await screenshot(own, `case-${language}-kept`);
    await own.getByRole("button", { name: language === "zh" ? "English" : "中文" }).click();
    await own.getByRole("heading", { name: language === "zh" ? /^Answered in time/ : /^已按时回复/ }).waitFor();
    await own.setViewportSize({ width: 360, height: 740 });
    await expectNoSidewaysScroll(own);
    await screenshot(own, `case-${language}-phone`);
    // Nobody else is told anything.
    const stranger = await stage.page(`${server.url}/case?lang=${language}&id=${conversation!.id}#somebody`);
    stage.expect(/40[14] /);
    await stranger.getByText(language === "zh" ? /请从您提问的对话中打开/ : /Open it from the chat/).waitFor();
    // Whatever is judged stays at the desk.
    for (const seen of [widget.panel, own.locator("body")]) expect(await seen.innerText()).not.toMatch(/severity|critical|等级|级别|\btier\b/i);
    await lena.put({ type: "resolve", conversation: conversation!.id, claim });
    await widget.button(widget.words("yes")).click();
    // Stars are chosen by keys as by taps.
    const stars = widget.log.getByRole("radio");
    await stars.first().focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => stars.nth(1).isChecked()).toBe(true);
    await widget.log.getByRole("textbox", { name: widget.words("remark") }).waitFor();
    await expectAccessible(page, "a rating");
    await screenshot(page, `handoff-${language}-rating`);
    lena.close();
  });
});
