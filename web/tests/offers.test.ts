/** Cases that are offered: to oneself, to others, and on a phone. */

import { afterEach, beforeEach, describe, test } from "vitest";
import { expectAccessible, expectNoSidewaysScroll } from "./support/access";
import { Console, startsWith, withKey } from "./support/faces";
import { Server } from "./support/server";
import { PHONE, screenshot, useStage } from "./support/stage";
import { UserLine } from "./support/wire";

const stage = useStage();
let server: Server;

beforeEach(async () => {
  server = await Server.start({ config: '[[inbox]]\nkey = "default"\nname = "Firstline help"\n[inbox.routing]\noffers = true\noffer_for = "60s"\n' });
});
afterEach(() => {
  stage.expectLostLine();
  return server?.stop();
});

const SAID = {
  en: { locale: "en-GB", name: "Lena", other: "Jun", question: "Everything is down and nobody can log in.", light: "light" },
  zh: { locale: "zh-CN", name: "林娜", other: "俊", question: "全部宕机了，所有用户都登录不了。", light: "dark" },
} as const;

describe.each(["en", "zh"] as const)("an offer (%s)", (language) => {
  const said = SAID[language];
  const looks = { locale: said.locale, colorScheme: said.light, bypassCSP: true, viewport: { width: 1440, height: 860 } } as const;

  test("a case is offered on top of the queue, can be left to the next, and says why it is next", async () => {
    const lena = await Console.signIn(await stage.somebody(looks), server.url, await server.agent(said.name), language);
    const { words, page } = lena;
    await lena.view("waiting").click();
    const user = await UserLine.to(server, undefined, { locale: language });
    await user.ask(said.question);
    const offer = page.getByRole("region", { name: words.offer.title });
    await offer.waitFor();
    await offer.getByText(/0:\d\d/).waitFor();
    await expectAccessible(page, "an offer");
    await screenshot(page, `offer-${language}`);
    // Left to others, it waits on; nobody else is there.
    await page.keyboard.press("Shift+O");
    await page.getByText(words.offer.declined).waitFor();
    await offer.waitFor({ state: "hidden" });

    // A colleague comes, and is asked; here that is a quiet word in the row.
    const jun = await Console.signIn(await stage.somebody(looks), server.url, await server.agent(said.other), language);
    await jun.page.getByRole("region", { name: words.offer.title }).waitFor();
    await lena.row(said.question.slice(0, 6)).getByText(words.offer.to(said.other)).waitFor();
    await lena.row(said.question.slice(0, 6)).click();
    await page.getByRole("heading", { name: words.why.title }).waitFor();
    await page.getByText(words.why.critical).waitFor();
    await page.getByText(words.talk.offerYou.declined!).waitFor();
    await expectAccessible(page, "why it is next");
    await screenshot(page, `offer-${language}-why`);
    await jun.page.keyboard.press("o");
    await jun.button(withKey(words.case.resolve)).waitFor();
    await jun.page.getByText(words.talk.offerYou.open!).waitFor();
    await jun.resolve();
    user.close();
    await jun.page.close();
  });

  test("on a phone an offer has its place", async () => {
    const desk = await Console.signIn(await stage.somebody({ ...looks, ...PHONE }), server.url, await server.agent(said.name), language);
    const user = await UserLine.to(server, undefined, { locale: language });
    await user.ask(said.question);
    await desk.page.getByRole("region", { name: desk.words.offer.title }).waitFor();
    await expectNoSidewaysScroll(desk.page);
    await screenshot(desk.page, `offer-${language}-phone`);
    await desk.page.getByRole("region", { name: desk.words.offer.title }).getByRole("button", { name: startsWith(desk.words.offer.take) }).click();
    await desk.button(withKey(desk.words.case.resolve)).click();
    user.close();
  });
});
