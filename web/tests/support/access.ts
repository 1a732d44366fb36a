/** Asks axe what people with assistive technology would stumble over. */

import { readFileSync } from "node:fs";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { AXE } from "./places";

const source = readFileSync(AXE, "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Fails where axe finds a violation. The page's context must bypass its content policy, so that axe can be put in. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  await page.evaluate(settled);
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(`${source};0`);
  const results = await page.evaluate(
    (rules) => (window as unknown as { axe: { run(context: unknown, options: unknown): Promise<AxeResults> } }).axe.run(document, { runOnly: rules, resultTypes: ["violations"] }),
    RULES,
  );
  const found = results.violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.target.join(" ")}: ${node.failureSummary?.replaceAll(/\s+/g, " ")}`));
  expect(found, state).toEqual([]);
}

/** Waits until nothing is half faded in, in any shadow tree; what moves for ever is left alone. Runs in the page. */
async function settled(): Promise<void> {
  const all = (root: Document | ShadowRoot): Animation[] => [...root.getAnimations(), ...[...root.querySelectorAll("*")].flatMap((element) => (element.shadowRoot ? all(element.shadowRoot) : []))];
  const ending = all(document).filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity);
  await Promise.all(ending.map((animation) => animation.finished.catch(() => undefined)));
}

/** Fails where a page scrolls sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { wide, room } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, room: document.documentElement.clientWidth }));
  expect(wide, "width of what the page holds").toBeLessThanOrEqual(room);
}
