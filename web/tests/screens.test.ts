/** Pictures of every state, kept in shots/ for whoever judges them; and the three of the README, where they are asked for. */

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Console, Widget } from "./support/faces";
import { quote } from "./support/model";
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
  stage.expect(/401/);
  let n = 0;
  await walk(stage, here, looks, async (page, state) => {
    await screenshot(page, `${name}-${String(++n).padStart(2, "0")}-${state}`);
  });
  expect(n).toBeGreaterThan(20);
}, 120_000);
