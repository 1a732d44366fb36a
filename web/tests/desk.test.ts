/** The desk: why a case is next, what stands still, and how bad a case is and by which words. */

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { expectAccessible } from "./support/access";
import { Console, startsWith } from "./support/faces";
import { Server } from "./support/server";
import { screenshot, useStage } from "./support/stage";
import { UserLine } from "./support/wire";

const stage = useStage();
let server: Server;

beforeEach(async () => {
  server = await Server.start({ config: '[[inbox]]\nkey = "default"\nname = "Firstline help"\n' });
});
afterEach(() => {
  stage.expectLostLine();
  return server?.stop();
});

const SAID = {
  en: { locale: "en-GB", name: "Lena", usage: "How do I rotate an API key?", asks: "Which browser do you use?", why: "All rooms of all customers", asked: "Restart the signalling node, please", light: "light" },
  zh: { locale: "zh-CN", name: "林娜", usage: "怎么轮换 API 密钥？", asks: "您用的是哪个浏览器？", why: "所有客户的房间", asked: "请重启信令节点", light: "dark" },
} as const;

describe.each(["en", "zh"] as const)("the desk (%s)", (language) => {
  const said = SAID[language];
  const looks = { locale: said.locale, colorScheme: said.light, bypassCSP: true, viewport: { width: 1440, height: 860 } } as const;

  test("a case says why it is next; the solution stands still while the user is waited for, and a correction of the severity shows its reason", async () => {
    const desk = await Console.signIn(await stage.somebody(looks), server.url, await server.agent(said.name), language);
    // Nobody may send a case to a tier that has no member.
    await server.agent("Xu", "--tier", "2");
    const { words, page } = desk;
    const user = await UserLine.to(server, undefined, { locale: language });
    await user.ask(said.usage);
    await user.put({ type: "handoff" });
    await desk.view("waiting").click();
    await desk.row(said.usage.slice(0, 6)).click();
    // Why it stands where it stands is said beside it.
    await page.getByRole("heading", { name: words.why.title }).waitFor();
    await expectAccessible(page, "why it is next");
    await screenshot(page, `desk-${language}-why`);
    await desk.take();
    await desk.composer.fill(said.asks);
    const waits = page.getByRole("checkbox", { name: words.composer.waits });
    expect(await waits.isChecked()).toBe(true);
    await waits.click();
    expect(await waits.isChecked()).toBe(false);
    await waits.click();
    await expectAccessible(page, "a reply that waits");
    await screenshot(page, `desk-${language}-waits`);
    await desk.composer.press("Control+Enter");
    await page.getByText(words.case.solutionPaused).waitFor();
    await page.getByText(`${words.talk.sla.resolution}${words.gap}${words.talk.slaState.paused}`).waitFor();
    await screenshot(page, `desk-${language}-paused`);
    // The user is back: the clock goes on, and an answer is owed.
    await user.put({ type: "message", text: "Firefox 140" });
    await page.getByText(words.case.nextReply).first().waitFor();
    await page.getByText(words.case.solutionPaused).waitFor({ state: "hidden" });

    await page.keyboard.press("Escape");
    await page.keyboard.press("s");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("radio").first().check();
    await dialog.getByRole("combobox", { name: startsWith(words.dialog.mood) }).selectOption("annoyed");
    await dialog.getByRole("textbox").fill(said.why);
    await expectAccessible(page, "the correction's dialog");
    await screenshot(page, `desk-${language}-severity`);
    await dialog.getByRole("button", { name: startsWith(words.dialog.correctGo) }).click();
    // It stays until the server has answered.
    await dialog.waitFor({ state: "hidden" });
    await page.getByRole("complementary", { name: words.side.title }).getByText(`${words.side.correctedBy(said.name)}${words.colon}${said.why}`).waitFor();
    await page.getByText(words.talk.corrected(words.you, words.talk.sounds(words.dialog.moods.annoyed!))).waitFor();
    // Severity 1 never waits for anybody.
    await waits.waitFor({ state: "hidden" });
    // Sent up, it says what is asked, before everything else.
    await page.keyboard.press("t");
    await dialog.getByRole("radio", { name: words.dialog.tier, exact: true }).check();
    await dialog.getByRole("textbox", { name: startsWith(words.dialog.reason) }).fill(said.why);
    // Without what is asked of it, nothing goes to a higher tier.
    await dialog.getByRole("button", { name: startsWith(words.dialog.go) }).click();
    await dialog.getByText(words.dialog.askedNeeded).waitFor();
    await expectAccessible(page, "sending up");
    await dialog.getByRole("textbox", { name: startsWith(words.dialog.asked) }).fill(said.asked);
    await screenshot(page, `desk-${language}-escalate`);
    // Nobody takes tier 3: the dialog says so, and keeps what was written.
    const tiers = dialog.getByRole("combobox", { name: words.dialog.tier });
    await tiers.selectOption("3");
    await dialog.getByRole("button", { name: startsWith(words.dialog.go) }).click();
    await dialog.getByRole("alert").waitFor();
    expect(await dialog.getByRole("textbox", { name: startsWith(words.dialog.asked) }).inputValue()).toBe(said.asked);
    await tiers.selectOption("2");
    await dialog.getByRole("button", { name: startsWith(words.dialog.go) }).click();
    const dossier = page.getByRole("complementary", { name: words.dossier.title });
    await dossier.getByText(words.dossier.sentTo(words.dialog.tierNames[2]!, said.name)).waitFor();
    expect(await dossier.locator(".sent dd").allInnerTexts()).toEqual([said.why, said.asked]);
    await page.getByText(words.queue.tier(2)).first().waitFor();
    await expectAccessible(page, "a case that was sent up");
    await screenshot(page, `desk-${language}-escalated`);
    user.close();
  });
});
