/** What people with assistive technology, without a mouse, with large letters or without motion meet. */

import { describe, expect, test } from "vitest";
import { expectAccessible, expectNoSidewaysScroll } from "./support/access";
import { Console, Widget, tabTo } from "./support/faces";
import { NARROW, useStage } from "./support/stage";
import { useGround, walk } from "./support/walk";

const stage = useStage();
const here = useGround();

describe("axe finds nothing in any state", () => {
  test.each([
    ["en", "light"],
    ["zh", "dark"],
  ] as const)("%s, %s", async (language, colorScheme) => {
    stage.expect(/401/);
    const found: string[] = [];
    await walk(stage, here, { language, colorScheme, bypassCSP: true }, async (page, state) => {
      await expectAccessible(page, state).catch((error: { actual?: string[] }) => found.push(...(error.actual ?? [String(error)]).map((violation) => `${state}: ${violation}`)));
    });
    expect(found).toEqual([]);
  }, 180_000);

  test.each(["en", "zh"] as const)("on a narrow screen, where nothing scrolls sideways (%s)", async (language) => {
    stage.expect(/401/);
    const found: string[] = [];
    await walk(stage, here, { language, ...NARROW, bypassCSP: true }, async (page, state) => {
      await expectNoSidewaysScroll(page).catch((error: Error) => found.push(`${state}: ${error.message}`));
      if (language === "en") await expectAccessible(page, state).catch((error: { actual?: string[] }) => found.push(...(error.actual ?? [String(error)]).map((violation) => `${state}: ${violation}`)));
    });
    expect(found).toEqual([]);
  }, 180_000);
});

describe("the focus", () => {
  test("goes to the input when the chat opens, and back to the launcher by Escape", async () => {
    const page = await stage.page(`${here.server.url}/?lang=en`);
    const widget = new Widget(page);
    await widget.open();
    await expect.poll(() => widget.input.evaluate((element) => element.matches(":focus"))).toBe(true);
    await page.keyboard.press("Escape");
    await widget.input.waitFor({ state: "hidden" });
    await expect.poll(() => widget.launcher.evaluate((element) => element.matches(":focus"))).toBe(true);
  });

  test("is caught by the chat on a phone, and by nothing on a wide screen", async () => {
    const phone = new Widget(await stage.page(`${here.server.url}/?lang=en`, NARROW));
    await phone.open();
    expect(await phone.panel.getAttribute("aria-modal")).toBe("true");
    for (let press = 0; press < 15; press++) {
      await phone.page.keyboard.press("Tab");
      expect(await phone.page.evaluate(() => document.activeElement?.localName)).toBe("firstline-chat");
    }
    const wide = new Widget(await stage.page(`${here.server.url}/?lang=en`));
    await wide.open();
    await tabTo(wide.page, wide.page.getByRole("link", { name: "Manual", exact: true }), true);
  });

  test("is caught by the palette and given back", async () => {
    const desk = await Console.signIn(await stage.somebody(), here.server.url, await here.server.agent("Ida"));
    const before = desk.view("waiting");
    await before.focus();
    await desk.page.keyboard.press("Control+k");
    const palette = desk.page.getByRole("dialog");
    await palette.waitFor();
    for (let press = 0; press < 8; press++) {
      await desk.page.keyboard.press("Tab");
      // Between the last and the first the focus is the browser's own.
      expect(await palette.evaluate((element) => element.contains(document.activeElement) || document.activeElement === document.body)).toBe(true);
    }
    await desk.page.keyboard.press("Escape");
    await palette.waitFor({ state: "hidden" });
    await expect.poll(() => before.evaluate((element) => element.matches(":focus"))).toBe(true);
  });

  test("is always seen", async () => {
    const page = await stage.page(`${here.server.url}/?lang=en`);
    const widget = new Widget(page);
    await widget.launcher.waitFor();
    for (let press = 0; press < 20; press++) {
      await page.keyboard.press("Tab");
      const outline = await page.evaluate(() => {
        let active = document.activeElement;
        while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
        if (!active || active === document.body) return "none";
        const style = getComputedStyle(active);
        return style.outlineStyle === "none" && style.boxShadow === "none" ? `nothing around ${active.outerHTML.slice(0, 80)}` : "seen";
      });
      expect(["seen", "none"]).toContain(outline);
    }
  });
});

test("nothing moves where motion is unwanted", async () => {
  const page = await stage.page(`${here.server.url}/?lang=en`, { reducedMotion: "reduce" });
  const widget = new Widget(page);
  await widget.open();
  await widget.ask("How do I connect Ollama?");
  const moving = await page.evaluate(() => {
    const all = (root: Document | ShadowRoot): Element[] => [...root.querySelectorAll("*")].flatMap((element) => [element, ...(element.shadowRoot ? all(element.shadowRoot) : [])]);
    return all(document)
      .flatMap((element) => element.getAnimations())
      .filter((animation) => animation.playState === "running" && Number(animation.effect?.getComputedTiming().duration) > 1)
      .map((animation) => (animation as CSSAnimation).animationName ?? (animation as CSSTransition).transitionProperty);
  });
  expect(moving).toEqual([]);
  await widget.answered();
});
