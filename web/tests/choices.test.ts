/** A question back: what it offers to choose from stands as buttons under it, and one tap is the answer. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectAccessible } from "./support/access";
import { Widget } from "./support/faces";
import { Server } from "./support/server";
import { PHONE, screenshot, useStage } from "./support/stage";

const stage = useStage();
let server: Server;

const TOPIC = {
  en: { locale: "en-GB", scheme: "light", title: "Upload files", heading: "Resume an upload", body: "To resume an interrupted upload, call resumeUpload with its number", last: "this is how the client does it on", question: "How do I resume an interrupted upload?" },
  zh: { locale: "zh-CN", scheme: "dark", title: "上传文件", heading: "恢复中断的上传", body: "要恢复中断的上传，请用编号调用 resumeUpload", last: "适用于", question: "上传中断了怎么恢复" },
} as const;
const PLATFORMS = { ios: "iOS", android: "Android", web: "Web" };

beforeAll(async () => {
  const pages = (["en", "zh"] as const).flatMap((language) =>
    Object.entries(PLATFORMS).map(([platform, name]) => {
      const { title, heading, body, last } = TOPIC[language];
      return [`${language}/upload-${platform}.md`, `---\ntitle: ${title}\napplies_to: {platform: ${platform}}\n---\n# ${title}\n\n## ${heading}\n\n${body}; ${last} ${name}.\n`] as const;
    }),
  );
  server = await Server.start({ docs: Object.fromEntries(pages), config: '[[inbox]]\nkey = "default"\nname = "Firstline help"\n' });
});
afterAll(() => server?.stop());

describe.each(["en", "zh"] as const)("a question back (%s)", (language) => {
  const said = TOPIC[language];

  test("offers its choices once, under the newest message, by tap and by key", async () => {
    const page = await stage.page(`${server.url}/?lang=${language}`, { locale: said.locale, colorScheme: said.scheme, bypassCSP: true });
    const widget = new Widget(page, language);
    await widget.open();
    await widget.ask(said.question);
    const choices = widget.log.locator(".r-choices").getByRole("button");
    await choices.first().waitFor();
    expect((await choices.allInnerTexts()).sort()).toEqual(Object.values(PLATFORMS).sort());
    // Pages of one title are told apart by whom they are for.
    const found = await widget.log.locator(".hit a").allInnerTexts();
    expect(found.map((row) => row.split(" · ").at(-1)!).sort()).toEqual(Object.values(PLATFORMS).sort());
    await expectAccessible(page, "choices");
    await screenshot(page, `choices-${language}`);
    // They are kept over a reload for as long as nothing was said.
    await page.reload();
    if (!(await widget.input.isVisible())) await widget.open();
    const android = widget.log.getByRole("button", { name: "Android", exact: true });
    await android.focus();
    await page.keyboard.press("Enter");
    await choices.first().waitFor({ state: "detached" });
    await widget.answered();
    expect(await widget.log.locator(".r-said .me").last().innerText()).toBe("Android");
    expect(await widget.log.locator(".src a").first().getAttribute("href")).toContain("upload-android.md");
    expect(await choices.count()).toBe(0);
    await screenshot(page, `choices-${language}-chosen`);
  });

  test("whoever writes instead chooses, too; on a phone the choices fit", async () => {
    const widget = new Widget(await stage.page(`${server.url}/?lang=${language}`, { ...PHONE, locale: said.locale, bypassCSP: true }), language);
    await widget.open();
    await widget.ask(said.question);
    const choices = widget.log.locator(".r-choices").getByRole("button");
    await choices.first().waitFor();
    await screenshot(widget.page, `choices-${language}-phone`);
    await widget.ask("iOS");
    await choices.first().waitFor({ state: "detached" });
    await widget.answered();
    expect(await widget.log.locator(".src a").first().getAttribute("href")).toContain("upload-ios.md");
  });
});
