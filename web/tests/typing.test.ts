/** What happens while somebody types: documents are offered, nothing jumps, nothing is sent or taken by accident. */

import type { CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Widget, frames } from "./support/faces";
import { Server } from "./support/server";
import { useStage } from "./support/stage";

const stage = useStage();
let server: Server;
beforeAll(async () => {
  server = await Server.start();
});
afterAll(() => server?.stop());

async function opened(language: "en" | "zh" = "en") {
  const context = await stage.somebody({ locale: language === "zh" ? "zh-CN" : "en-GB" });
  const page = await context.newPage();
  const seen = frames(page);
  await page.goto(`${server.url}/?lang=${language}`);
  const widget = new Widget(page, language);
  await widget.open();
  await expect.poll(() => seen.received.some((frame) => frame.type === "caught_up")).toBe(true);
  return { page, widget, seen, searched: () => seen.sent.flatMap((frame) => (frame.type === "suggest" ? [frame.text] : [])), sent: () => seen.sent.filter((frame) => frame.type === "message") };
}

/** From here on time passes only where a test lets it. */
async function stopClock(page: Page): Promise<void> {
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
}

describe("documents", () => {
  test("are looked for 150 ms after the last key, once", async () => {
    const { page, widget, searched } = await opened();
    await stopClock(page);
    await widget.input.pressSequentially("connect ollama");
    await page.clock.runFor(149);
    expect(searched()).toEqual([]);
    await page.clock.runFor(2);
    await expect.poll(searched).toEqual(["connect ollama"]);
    await widget.suggestions.first().waitFor();
  });

  test.each([
    ["en", "ab", "abc"],
    ["zh", "备", "备份"],
  ] as const)("are looked for from enough letters (%s)", async (language, few, enough) => {
    const { page, widget, searched } = await opened(language);
    await stopClock(page);
    await widget.input.fill(few);
    await page.clock.runFor(2_000);
    expect(searched()).toEqual([]);
    await widget.input.fill(enough);
    await page.clock.runFor(200);
    await expect.poll(searched).toEqual([enough]);
  });

  test("come and go without moving what is being read", async () => {
    const { widget } = await opened();
    await widget.ask("Where is the data kept?");
    await widget.answered();
    await widget.input.fill("");
    const place = () => widget.log.getByText("Where is the data kept?").first().evaluate((element) => [element.getBoundingClientRect().top, element.getBoundingClientRect().left]);
    const before = await place();
    await widget.input.fill("how do I make a backup");
    await widget.suggestions.first().waitFor();
    expect(await place()).toEqual(before);
    await widget.input.fill("");
    await widget.suggestions.first().waitFor({ state: "hidden" });
    expect(await place()).toEqual(before);
  });

  test("never take Enter, unless one was chosen by an arrow key", async () => {
    const { page, widget, sent } = await opened();
    await widget.input.fill("How do I make a backup?");
    await widget.suggestions.first().waitFor();
    await widget.input.press("Enter");
    await widget.said("How do I make a backup?").waitFor();
    expect(sent()).toHaveLength(1);
    await widget.answered();

    await widget.input.fill("How do I connect Ollama?");
    await widget.suggestions.first().waitFor();
    await widget.input.press("ArrowDown");
    await widget.suggestions.first().and(page.locator('[aria-selected="true"]')).waitFor();
    const [source] = await Promise.all([page.context().waitForEvent("page"), widget.input.press("Enter")]);
    await source.waitForURL("**/docs/**");
    expect(sent()).toHaveLength(1);
    await widget.input.press("Escape");
    expect(await widget.input.inputValue()).toBe("How do I connect Ollama?");
  });
});

describe("an input method", () => {
  const compose = (session: CDPSession, text: string) => session.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });

  test("sends nothing with the Enter that ends it, and its letters are never searched", async () => {
    const { page, widget, searched, sent } = await opened("zh");
    const session = await page.context().newCDPSession(page);
    await widget.input.focus();
    await stopClock(page);
    for (const letters of ["b", "bei", "bei f", "bei fen"]) {
      await compose(session, letters);
      await page.clock.runFor(300);
    }
    // Enter while composing belongs to the input method: browsers mark it so, by 229.
    for (const type of ["rawKeyDown", "keyUp"] as const) await session.send("Input.dispatchKeyEvent", { type, windowsVirtualKeyCode: 229, key: "Enter", code: "Enter" });
    await page.clock.runFor(300);
    expect(await widget.input.inputValue()).toBe("bei fen");
    expect(sent()).toEqual([]);
    expect(searched()).toEqual([]);
    await session.send("Input.insertText", { text: "备份" });
    await page.clock.runFor(300);
    await expect.poll(searched).toEqual(["备份"]);
    expect(await widget.input.inputValue()).toBe("备份");
    expect(sent()).toEqual([]);
    await widget.input.press("Enter");
    await expect.poll(sent).toHaveLength(1);
  });
});

test("Shift and Enter make a new line, and a message of 8,000 characters is refused before it is sent", async () => {
  const { widget, sent } = await opened();
  await widget.input.fill("one");
  await widget.input.press("Shift+Enter");
  await widget.input.pressSequentially("two");
  expect(await widget.input.inputValue()).toBe("one\ntwo");
  await widget.input.fill("x".repeat(8_001));
  await widget.input.press("Enter");
  await widget.page.getByText(/longer than 8,000 characters/).first().waitFor();
  expect(await widget.input.inputValue()).toHaveLength(8_001);
  expect(sent()).toEqual([]);
});
