/** The widget as a guest: on foreign pages that it leaves as they were, and with texts that are awkward rather than hostile. */

import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LAUNCHER } from "../widget/strings";
import { Console, Widget, frames, startsWith } from "./support/faces";
import { ScriptedModel, quote, sentence } from "./support/model";
import { Server } from "./support/server";
import { Site } from "./support/site";
import { useStage } from "./support/stage";

const stage = useStage();
let model: ScriptedModel;
let server: Server;
let welcome: Site;
let stranger: Site;
beforeAll(async () => {
  model = await ScriptedModel.start();
  welcome = await Site.start(() => server.url);
  stranger = await Site.start(() => server.url);
  server = await Server.start({ model: model.url, config: `[[inbox]]\nkey = "default"\nname = "A shop"\nallowed_origins = ["${welcome.origin}"]\n` });
});
afterAll(async () => {
  welcome?.stop();
  stranger?.stop();
  await server?.stop();
  await model?.stop();
});

/** Where everything of a page stands and how it looks, but for the widget. */
function looks(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("html, body, main, main *")].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      // What is turned by a fraction of a degree is measured with an error in the last digits.
      const box = [x, y, width, height].map((length) => length.toFixed(2)).join(" ");
      const style = getComputedStyle(element);
      const all = [...style].map((name) => `${name}:${style.getPropertyValue(name)}`).join(";");
      return `${element.localName} ${box} ${all}`;
    }),
  );
}
const shape = (page: Page) => page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight, document.styleSheets.length, document.adoptedStyleSheets.length]);

describe("on a foreign page", () => {
  test("the page stays as it was, and its styles do not reach the chat", async () => {
    model.script = quote;
    const bare = await stage.page(`${welcome.origin}/without`);
    const page = await stage.page(welcome.origin);
    const widget = new Widget(page);
    await widget.launcher.waitFor();
    const [before, shaped] = [await looks(bare), await shape(bare)];
    expect(await looks(page)).toEqual(before);
    expect(await shape(page)).toEqual(shaped);

    await widget.open();
    expect(await looks(page)).toEqual(before);
    expect(await shape(page)).toEqual(shaped);
    const box = (await widget.panel.boundingBox())!;
    expect(Math.round(box.width)).toBe(384);
    expect(Math.round(box.height)).toBe(680);
    const input = await widget.input.evaluate((element) => {
      const style = getComputedStyle(element);
      return [style.textTransform, style.letterSpacing, style.fontStyle, style.fontSize, style.transform];
    });
    expect(input).toEqual(["none", "normal", "normal", "15px", "none"]);

    // It works there, and its links lead to the server, not into the shop.
    await widget.ask("How do I connect Ollama?");
    await widget.answered();
    const link = widget.log.getByRole("link", { name: startsWith(widget.words("source", 1, "")) }).first();
    expect(await link.evaluate((element: HTMLAnchorElement) => element.href)).toContain(`${server.url}/docs/en/model.md#`);
    await widget.button(widget.words("close")).click();
    expect(await looks(page)).toEqual(before);
  });

  test("that is not allowed, nothing is said until somebody opens the chat, and then one sentence", async () => {
    const page = await stage.page(stranger.origin);
    const widget = new Widget(page);
    await widget.launcher.waitFor();
    expect(stage.troubles).toEqual([]);
    // The browser writes the refused handshake down; nobody can keep it from that.
    stage.expect(/WebSocket connection to .* failed/);
    await widget.open();
    await widget.log.getByText(/No connection|not set up for this site/).first().waitFor();
  });

  test("the chat fills a frame where that is allowed, and nowhere else", async () => {
    const page = await stage.page(`${welcome.origin}/framing`);
    const frame = page.frameLocator("iframe");
    await frame.locator('textarea[data-id="input"]').waitFor();
    expect(await frame.locator("firstline-chat").getByRole("button", { name: LAUNCHER.zh.help, exact: true }).isVisible()).toBe(false);

    stage.expect(/frame-ancestors/);
    const refused = await stage.page(`${stranger.origin}/framing`);
    await expect.poll(() => stage.troubles.filter((trouble) => /frame-ancestors/.test(trouble)).length).toBe(1);
    expect(await refused.frameLocator("iframe").locator("firstline-chat").count()).toBe(0);
  });

  test("two script tags make one chat", async () => {
    const page = await stage.page(welcome.origin);
    await new Widget(page).launcher.waitFor();
    await page.evaluate((src) => {
      const script = document.createElement("script");
      // The page's policy wants a typed address; the shop has one for its own needs.
      const { trustedTypes } = window as unknown as { trustedTypes: { createPolicy(name: string, rules: object): { createScriptURL(url: string): string } } };
      script.src = trustedTypes.createPolicy("shop", { createScriptURL: (url: string) => url }).createScriptURL(src);
      document.head.append(script);
      return new Promise((resolve) => script.addEventListener("load", resolve));
    }, `${server.url}/widget.js`);
    expect(await page.locator("firstline-chat").count()).toBe(1);
  });
});

describe("an awkward text", () => {
  const TEXTS = {
    "8,000 characters": "A sentence of the log that the user has put in here. ".repeat(200).slice(0, 8_000),
    "a word of 500 letters": "x".repeat(500),
    "emoji and joined letters": "👩‍👩‍👧‍👦 🏳️‍🌈 é ﷽ ก็็็็็็ \u0300\u0301",
    "right to left among left to right": "The error 4103 says: שגיאה בחיבור (port 443) خطأ in the log.",
    "Markdown": "# not a heading\n* not a list\n`code` **bold** <b>b</b> [1] [text](https://example.invalid/)",
    "nothing but line breaks around": "\n\n\nhelp me\n\n\n",
  };

  test("stays inside the widget and the console, and says what it said", async () => {
    model.script = quote;
    const page = await stage.page(`${server.url}/?lang=en`);
    const widget = new Widget(page);
    await widget.open();
    await widget.ask("Where is the data kept?");
    await widget.answered();
    await widget.callPerson();
    for (const text of Object.values(TEXTS)) {
      await widget.input.fill(text);
      await widget.input.press("Enter");
      await expect.poll(() => widget.input.inputValue()).toBe("");
    }
    await widget.said("help me").waitFor();
    const shown = await widget.log.evaluate((log) => ({ text: log.textContent, over: log.scrollWidth - log.clientWidth }));
    expect(shown.over).toBeLessThanOrEqual(0);
    for (const [name, text] of Object.entries(TEXTS)) expect(shown.text.includes(text.trim()), name).toBe(true);

    const desk = await Console.signIn(await stage.somebody(), server.url, await server.agent("Lena"));
    await desk.view("waiting").click();
    await desk.row(/data kept/).click();
    const talk = desk.page.getByRole("log");
    await talk.getByText("help me").last().waitFor();
    expect(await talk.evaluate((log) => log.scrollWidth - log.clientWidth)).toBeLessThanOrEqual(0);
    expect(await desk.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
  });

  test("200 citations stay readable, and the input stays quick", async () => {
    model.script = function* (prompt) {
      if (prompt.task !== "answer") return yield* quote(prompt) as Iterable<string>;
      for (let line = 0; line < 200; line++) yield `${sentence(prompt.user, (line % 3) + 1)} [${(line % 3) + 1}]\n\n`;
    };
    const page = await stage.page(`${server.url}/?lang=en`);
    const seen = frames(page);
    const widget = new Widget(page);
    await widget.open();
    await widget.ask("How do I connect Ollama?");
    await widget.answered();
    expect(await widget.log.evaluate((log) => log.scrollWidth - log.clientWidth)).toBeLessThanOrEqual(0);
    const took = await widget.input.evaluate((element) => {
      const input = element as HTMLTextAreaElement;
      const begin = performance.now();
      for (const letter of "how do I make a backup of everything") {
        input.value += letter;
        input.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true, data: letter }));
      }
      return performance.now() - begin;
    });
    expect(took, "milliseconds for 36 letters").toBeLessThan(1_800);
    expect(seen.received.length).toBeGreaterThan(0);
  });
});
