/** The settings of the console: what leads look after. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectAccessible, expectNoSidewaysScroll } from "./support/access";
import { Console, startsWith } from "./support/faces";
import { Server } from "./support/server";
import { PHONE, screenshot, useStage } from "./support/stage";

const stage = useStage();
let server: Server;
let admin: string;

beforeAll(async () => {
  server = await Server.start({ config: '[[inbox]]\nkey = "default"\nname = "Firstline help"\n' });
  admin = await server.agent("Ada", "--admin", "--skill", "billing=2");
});
afterAll(() => server?.stop());

const LOOKS = {
  en: { locale: "en-GB", colorScheme: "light" },
  zh: { locale: "zh-CN", colorScheme: "dark" },
} as const;

describe.each(["en", "zh"] as const)("the settings (%s)", (language) => {
  const looks = { ...LOOKS[language], bypassCSP: true, viewport: { width: 1360, height: 860 } } as const;

  test("an administrator changes what a colleague takes and can do; a colleague only looks", async () => {
    const name = language === "zh" ? "俊" : "Jun";
    const colleague = await server.agent(name);
    const desk = await Console.signIn(await stage.somebody(looks), server.url, admin, language);
    const { page, words } = desk;
    await page.getByRole("link", { name: words.rail.settings }).click();
    const row = page.getByRole("row").filter({ hasText: name });
    await row.getByText(words.lead.noSkills).waitFor();
    await expectAccessible(page, "agents");
    await screenshot(page, `settings-${language}-agents`);
    await row.getByRole("button", { name: words.lead.changeOf(name) }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("radio", { name: words.queue.tier(2) }).check();
    await dialog.getByRole("spinbutton", { name: startsWith(words.lead.capacity) }).fill("3");
    await dialog.getByRole("combobox", { name: words.lead.skillName(1), exact: true }).fill("billing");
    await dialog.getByRole("combobox", { name: words.lead.skillLevel(1) }).selectOption("4");
    await dialog.getByRole("button", { name: words.lead.addSkill }).click();
    await dialog.getByRole("combobox", { name: words.lead.skillName(2), exact: true }).fill("billing");
    await dialog.getByRole("button", { name: startsWith(words.lead.save) }).click();
    await dialog.getByText(words.lead.twice("billing")).waitFor();
    await dialog.getByRole("combobox", { name: words.lead.skillName(2), exact: true }).fill("zh");
    await expectAccessible(page, "an agent's form");
    await screenshot(page, `settings-${language}-agent`);
    await dialog.getByRole("button", { name: startsWith(words.lead.save) }).click();
    await dialog.waitFor({ state: "hidden" });
    await row.getByText(words.lead.openOf(0, 3)).waitFor();
    expect((await row.getByRole("listitem").allInnerTexts()).map((skill) => skill.replaceAll(/\s+/g, " "))).toEqual(["billing 4", "zh 3"]);

    const other = await Console.signIn(await stage.somebody({ ...looks, ...PHONE }), server.url, colleague, language);
    await other.page.goto(`${server.url}/console/settings/agents`);
    await other.page.getByText(words.lead.adminOnly).waitFor();
    expect(await other.page.getByRole("button", { name: words.lead.changeOf(name) }).count()).toBe(0);
    await expectNoSidewaysScroll(other.page);
    await screenshot(other.page, `settings-${language}-agents-phone`);
  });
});
