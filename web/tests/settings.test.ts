/** The settings of the console: what leads look after. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectAccessible, expectNoSidewaysScroll } from "./support/access";
import { Console, startsWith, Widget } from "./support/faces";
import { Server } from "./support/server";
import { PHONE, screenshot, useStage } from "./support/stage";
import { UserLine } from "./support/wire";

const stage = useStage();
let server: Server;
let admin: string;

/** A receiver that takes what it is told, unless it is out of order. */
let told: string[] = [];
let inOrder = true;
const receiver = createServer((request, response) => {
  let body = "";
  request.on("data", (data) => (body += String(data)));
  request.on("end", () => {
    if (inOrder) told.push(body);
    response.writeHead(inOrder ? 200 : 410).end();
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const { port } = receiver.address() as AddressInfo;
  server = await Server.start({ config: '[[inbox]]\nkey = "default"\nname = "Firstline help"\n[[inbox]]\nkey = "second"\nname = "Second"\n[[team]]\nname = "shanghai"\n[[team]]\nname = "berlin"\n' + `[[receiver]]\nname = "on-call"\nkind = "slack"\nurl = "http://127.0.0.1:${port}/hook"\nallow_private = true\n` });
  admin = await server.agent("Ada", "--admin", "--skill", "billing=2");
});
afterAll(async () => {
  await server?.stop();
  receiver.close();
});

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
    const teams = dialog.getByRole("textbox", { name: startsWith(words.lead.teams) });
    await teams.fill("shanghai, bergen");
    stage.expect(/4\d\d /);
    await dialog.getByRole("button", { name: startsWith(words.lead.save) }).click();
    await dialog.getByText(words.policy.wrong.team("bergen")).waitFor();
    // What was wrong is gone as soon as it is changed.
    await teams.fill("shanghai，berlin");
    await dialog.getByRole("alert").waitFor({ state: "detached" });
    await expectAccessible(page, "an agent's form");
    await screenshot(page, `settings-${language}-agent`);
    await dialog.getByRole("button", { name: startsWith(words.lead.save) }).click();
    await dialog.waitFor({ state: "hidden" });
    await row.getByText(words.lead.openOf(0, 3)).waitFor();
    expect((await row.getByRole("listitem").allInnerTexts()).map((skill) => skill.replaceAll(/\s+/g, " "))).toEqual(["billing 4", "zh 3", "shanghai", "berlin"]);

    const other = await Console.signIn(await stage.somebody({ ...looks, ...PHONE }), server.url, colleague, language);
    await other.page.goto(`${server.url}/console/settings/agents`);
    await other.page.getByText(words.lead.adminOnly).waitFor();
    expect(await other.page.getByRole("button", { name: words.lead.changeOf(name) }).count()).toBe(0);
    await expectNoSidewaysScroll(other.page);
    await screenshot(other.page, `settings-${language}-agents-phone`);
  });

  test("a policy is changed in a form, checked by field, put in force, and an earlier version comes back", async () => {
    const desk = await Console.signIn(await stage.somebody(looks), server.url, admin, language);
    const { page, words } = desk;
    const t = words.policy;
    await page.getByRole("link", { name: words.rail.settings }).click();
    await page.getByRole("group", { name: words.lead.tabs }).getByRole("button", { name: words.lead.tab.policies }).click();
    // Each language changes an inbox of its own.
    if (language === "zh") await page.getByLabel(words.docs.asInbox).selectOption("second");
    await page.getByText(/^(Version \d+ holds\.|当前生效)/).waitFor();
    const zone = page.getByRole("combobox", { name: startsWith(t.zone) }).first();
    await zone.fill("Asia/Shanghai");
    await page.getByRole("checkbox", { name: startsWith(t.always) }).first().uncheck();
    const monday = page.getByRole("textbox", { name: t.hoursOf(t.days.mon!) });
    await monday.fill("09:00-12:30, 12:00-18:00");
    const respond = page.getByRole("textbox", { name: `${words.severity[2]}${words.comma}${t.times.respond}` });
    await respond.fill("soon");
    // The usual slips are found before anything is sent, and said in the reader's language.
    await page.getByRole("button", { name: t.check, exact: true }).click();
    await page.locator(".said code").getByText("targets.degraded.respond").waitFor();
    expect(await page.locator(".wrong").allInnerTexts()).toEqual([t.wrong.overlap("09:00-12:30", "12:00-18:00"), t.wrong.duration("soon")]);
    expect(await respond.getAttribute("aria-invalid")).toBe("true");
    expect(await monday.getAttribute("aria-invalid")).toBe("true");
    await expectAccessible(page, "a policy that cannot hold");
    await page.getByRole("main").evaluate((main) => main.querySelector(".body")?.scrollTo(0, 0));
    await screenshot(page, `settings-${language}-policy-wrong`);
    await monday.fill("09:00-12:30, 13:30-18:00");
    await respond.fill("45m");
    await page.getByLabel(t.newDate, { exact: true }).fill("2026-10-10");
    await page.getByRole("button", { name: t.addDate }).click();
    await page.getByRole("textbox", { name: t.hoursOf("2026-10-10") }).fill("09:00-18:00");
    await page.getByRole("button", { name: t.check, exact: true }).click();
    await page.getByText(t.checked).waitFor();
    await page.getByRole("button", { name: t.save }).click();
    await page.getByText(/^(Version \d+ holds from now on\.|第 \d+ 版已生效。)$/).waitFor();
    await page.getByRole("main").evaluate((main) => main.querySelector(".body")?.scrollTo(0, 0));
    await expectAccessible(page, "a policy");
    await screenshot(page, `settings-${language}-policy`);
    expect(await respond.inputValue()).toBe("45m");
    // Two teams follow the sun; each has hours of its own, and what is wrong is told at the team's field.
    await page.getByRole("textbox", { name: t.newTeam }).fill("oslo");
    await page.getByRole("button", { name: t.addTeam }).click();
    const team = page.getByRole("group", { name: t.team("oslo") });
    await team.getByRole("combobox", { name: startsWith(t.zone) }).fill("Europe/Nowhere");
    await team.getByRole("checkbox", { name: startsWith(t.always) }).uncheck();
    await page.getByRole("button", { name: t.check, exact: true }).click();
    await page.locator(".said code").getByText("team.1.zone").waitFor();
    await page.locator(".wrong").getByText(t.wrong.zone("Europe/Nowhere")).waitFor();
    await team.getByRole("combobox", { name: startsWith(t.zone) }).fill("Europe/Oslo");
    // Which teams there are beside those of the form, the server alone knows.
    stage.expect(/422 /);
    const onCall = page.getByRole("textbox", { name: startsWith(t.onCall) });
    await onCall.fill("bergen");
    await page.getByRole("button", { name: t.check, exact: true }).click();
    await page.locator(".wrong").getByText(t.wrong.team("bergen")).waitFor();
    await onCall.fill("");
    const clock = page.getByRole("combobox", { name: `${words.severity[2]}${words.comma}${t.clock}` });
    await clock.selectOption("always");
    await page.getByRole("button", { name: t.check, exact: true }).click();
    await page.locator(".said code").getByText("targets.degraded.clock").waitFor();
    await page.locator(".wrong").getByText(t.wrong.unkept(2, "45m", "").split("45m")[0]!).waitFor();
    await clock.selectOption("auto");
    await page.getByRole("button", { name: t.check, exact: true }).click();
    await page.getByText(t.checked).waitFor();
    await team.scrollIntoViewIfNeeded();
    await expectAccessible(page, "a team");
    await screenshot(page, `settings-${language}-team`);
    await page.getByRole("button", { name: t.undo }).click();
    // A ready policy stands in the form and holds only once it is saved; so does an earlier version.
    await page.getByRole("button", { name: t.scenes.live_show! }).click();
    await page.getByText(t.loaded(t.scenes.live_show!)).waitFor();
    expect([await respond.inputValue(), await monday.inputValue()]).toEqual(["15m", "09:00-12:30, 13:30-18:00"]);
    await page.getByRole("button", { name: t.showVersion(1) }).click();
    await page.getByText(t.shown(1)).waitFor();
    expect(await respond.inputValue()).toBe("1h");
    await page.setViewportSize({ width: 360, height: 740 });
    await expectNoSidewaysScroll(page);
    await screenshot(page, `settings-${language}-policy-phone`);
  });

  test("a contract has what is its own and follows the inbox in the rest, by keyboard too; it is put in force, read again and removed", async () => {
    const desk = await Console.signIn(await stage.somebody(looks), server.url, admin, language);
    const { page, words } = desk;
    const t = words.policy;
    await page.goto(`${server.url}/console/settings/policies`);
    if (language === "zh") await page.getByLabel(words.docs.asInbox).selectOption("second");
    await page.getByRole("button", { name: t.addContract }).click();
    const contract = (position: number) => page.getByRole("group", { name: startsWith(t.contract(position)) });
    const first = contract(1);
    // The new contract's first field has the focus.
    await expect.poll(() => first.getByRole("textbox", { name: startsWith(t.plans) }).evaluate((field) => field === document.activeElement)).toBe(true);
    await page.getByRole("button", { name: t.check, exact: true }).click();
    await page.locator(".wrong").getByText(t.wrong.nobody).waitFor();
    await first.getByRole("textbox", { name: startsWith(t.plans) }).fill("enterprise");
    const choice = (group: "targets" | "hours" | "documents" | "routing", position = 1) => contract(position).getByRole("radiogroup", { name: `${t.contract(position)}${words.comma}${t[group]}` });
    await choice("targets").getByRole("radio", { name: t.asInbox }).press("ArrowRight");
    const respond = first.getByRole("textbox", { name: `${words.severity[1]}${words.comma}${t.times.respond}` });
    expect(await respond.inputValue()).toBe("15m");
    await respond.fill("5m");
    await choice("routing").getByRole("radio", { name: t.itsOwn }).check();
    await first.getByRole("textbox", { name: startsWith(t.needsAll) }).fill("gold:9");
    await choice("hours").getByRole("radio", { name: t.itsOwn }).check();
    await page.getByRole("button", { name: t.check, exact: true }).click();
    await page.locator(".wrong").getByText(t.wrong.need("gold:9")).waitFor();
    await expectAccessible(page, "a contract that cannot hold");
    await first.getByRole("textbox", { name: startsWith(t.needsAll) }).fill("gold:2");
    await page.getByRole("button", { name: t.addContract }).click();
    await contract(2).getByRole("textbox", { name: startsWith(t.accounts) }).fill("acme, globex");
    await choice("documents", 2).getByRole("radio", { name: t.itsOwn }).check();
    await contract(2).getByRole("textbox", { name: startsWith(t.documents) }).fill("en/**");
    await page.getByRole("button", { name: t.save }).click();
    await page.getByText(/^(Version \d+ holds from now on\.|第 \d+ 版已生效。)$/).waitFor();
    // Read again, a group is its own where it says something else than the inbox, and nowhere else.
    await first.waitFor();
    expect(await respond.inputValue()).toBe("5m");
    expect(await choice("routing").getByRole("radio", { name: t.itsOwn }).isChecked()).toBe(true);
    expect(await choice("hours").getByRole("radio", { name: t.asInbox }).isChecked()).toBe(true);
    expect(await choice("targets", 2).getByRole("radio", { name: t.asInbox }).isChecked()).toBe(true);
    await first.scrollIntoViewIfNeeded();
    // What lies far down scrolls in its own place, and the page stays where it is.
    expect(await page.evaluate(() => document.scrollingElement!.scrollTop)).toBe(0);
    await expectAccessible(page, "contracts");
    await screenshot(page, `settings-${language}-contracts`);
    await contract(2).scrollIntoViewIfNeeded();
    await screenshot(page, `settings-${language}-contract-2`);
    await page.setViewportSize({ width: 360, height: 740 });
    await expectNoSidewaysScroll(page);
    await contract(2).scrollIntoViewIfNeeded();
    await screenshot(page, `settings-${language}-contracts-phone`);
    for (const _ of [1, 2]) await first.getByRole("button", { name: t.removeContract(t.contract(1)) }).press("Enter");
    await page.getByText(t.noContracts).waitFor();
    await page.getByRole("button", { name: t.save }).click();
    await page.getByText(/^(Version \d+ holds from now on\.|第 \d+ 版已生效。)$/).waitFor();
  });

  test("a receiver is tried out; what it was told is listed, and told again", async () => {
    told = [];
    inOrder = true;
    const desk = await Console.signIn(await stage.somebody(looks), server.url, admin, language);
    const { page, words } = desk;
    const t = words.receiver;
    await page.goto(`${server.url}/console/settings/receivers`);
    await page.getByRole("button", { name: t.tryOf("on-call") }).click();
    await page.getByText(t.took).waitFor();
    expect(told).toHaveLength(1);
    inOrder = false;
    await page.getByRole("button", { name: t.tryOf("on-call") }).click();
    await page.getByText(/^(It did not take|对方没有收到)/).waitFor();
    const user = await UserLine.to(server, undefined, { locale: language });
    const conversation = await user.ask(language === "zh" ? "全部宕机了，所有用户都登录不了。" : "Everything is down and nobody can log in.");
    // What was not taken waits, says why, and is sent again at once by a tap.
    const failing = page.getByRole("row").filter({ hasText: t.failures.status("410") }).first();
    await expect
      .poll(async () => {
        await page.getByRole("button", { name: words.queue.refresh }).click();
        return failing.isVisible();
      })
      .toBe(true);
    await page.getByText(/of them not taken|条尝试失败/).waitFor();
    inOrder = true;
    await failing.getByRole("button", { name: t.replay }).click();
    await expect.poll(() => told.length).toBeGreaterThan(1);
    await page.getByRole("button", { name: words.queue.refresh }).click();
    const row = page.getByRole("row").filter({ hasText: t.states.delivered }).first();
    await row.waitFor();
    await expectAccessible(page, "receivers");
    await screenshot(page, `settings-${language}-receivers`);
    const before = told.length;
    await row.getByRole("button", { name: t.replay }).click();
    await expect.poll(() => told.length).toBeGreaterThan(before);
    await page.setViewportSize({ width: 360, height: 740 });
    await expectNoSidewaysScroll(page);
    await screenshot(page, `settings-${language}-receivers-phone`);
    // A cell is a line of its own, never a column of letters.
    const narrowest = () => page.locator(".stack tbody td").evaluateAll((cells) => Math.min(...cells.map((cell) => cell.getBoundingClientRect().width)));
    expect(await narrowest()).toBeGreaterThan(200);
    await page.goto(`${server.url}/console/settings/agents`);
    await page.locator(".stack tbody td").first().waitFor();
    expect(await narrowest()).toBeGreaterThan(200);
    await expectNoSidewaysScroll(page);
    await screenshot(page, `settings-${language}-agents-phone`);
    await page.goto(`${server.url}/console/cases/${conversation}`);
    await page.locator(".policy").filter({ hasText: /default/ }).waitFor();
    user.close();
  });

  test("a notice stands in the chat before anything else, changes, and leaves it when it is over", async () => {
    const title = { en: "Sign-in fails", zh: "登录失败" };
    const text = { en: "Since 09:10 signing in ends with **error 503**.", zh: "从 9:10 起，登录报 **503** 错误。" };
    const widget = new Widget(await stage.page(`${server.url}/?lang=${language}`, looks), language);
    await widget.open();
    await widget.ask(language === "zh" ? "怎么接入 Ollama？" : "How do I connect Ollama?");
    const desk = await Console.signIn(await stage.somebody(looks), server.url, admin, language);
    const { page, words } = desk;
    const t = words.notice;
    await page.goto(`${server.url}/console/settings/notices`);
    await page.getByRole("button", { name: t.write }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: t.go.open! }).click();
    await dialog.getByText(t.needed).waitFor();
    for (const [of, name] of [["en", words.english], ["zh", words.chinese]] as const) {
      await dialog.getByRole("textbox", { name: `${t.title} (${name})` }).fill(title[of]);
      await dialog.getByRole("textbox", { name: `${t.text} (${name})` }).fill(text[of]);
    }
    await expectAccessible(page, "a notice's form");
    await screenshot(page, `settings-${language}-notice`);
    await dialog.getByRole("button", { name: t.go.open! }).click();
    await dialog.waitFor({ state: "hidden" });
    const strip = widget.panel.locator(".notices");
    await strip.getByText(title[language]).waitFor();
    expect(await strip.evaluate((element) => element.classList.contains("is-long"))).toBe(false);
    // Where the chat is the page, it stands in the column of what is said.
    const whole = new Widget(await stage.page(`${server.url}/chat?inbox=default&locale=${language}`, looks), language);
    await whole.panel.locator(".notices .r-notice").waitFor();
    const left = (name: string) => whole.panel.locator(name).first().evaluate((element) => element.getBoundingClientRect().left + parseFloat(getComputedStyle(element).paddingInlineStart));
    expect(await left(".notices .r-notice")).toBe(await left(".log"));
    expect(await strip.locator("strong").innerText()).toBe(language === "zh" ? "503" : "error 503");
    await expectAccessible(widget.page, "a notice in the chat");
    await screenshot(widget.page, `notice-${language}-chat`);

    await page.getByRole("button", { name: startsWith(t.update) }).click();
    await dialog.getByRole("textbox", { name: `${t.text} (${language === "zh" ? words.chinese : words.english})` }).fill("503 → 200");
    await strip.locator(".i-warn").waitFor();
    await dialog.getByRole("combobox", { name: t.kind }).selectOption("announcement");
    await dialog.getByRole("button", { name: t.go.updated! }).click();
    await strip.getByText("503 → 200").waitFor();
    // An announcement has neither the sign nor the colour of an alarm.
    expect(await strip.locator(".i-warn").count()).toBe(0);
    const wash = (of: string) => strip.locator(".r-notice").evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), of);
    expect(await wash("--amber-wash")).toBe(await wash("--sunken"));
    await expectAccessible(widget.page, "an announcement in the chat");
    await screenshot(widget.page, `notice-${language}-announcement`);
    await page.locator(".receiver .tag").filter({ hasText: t.kinds.announcement! }).first().waitFor();
    await expectAccessible(page, "notices");
    await screenshot(page, `settings-${language}-notices`);
    await page.getByRole("button", { name: startsWith(`${t.end}${words.colon}`) }).click();
    await dialog.getByRole("button", { name: t.go.ended! }).click();
    await dialog.waitFor({ state: "hidden" });
    await strip.getByText(title[language]).waitFor({ state: "hidden" });
    await page.getByText(t.states.ended!).first().waitFor();
  });
});
