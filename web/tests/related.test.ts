/** Cases beside the open one: what colleagues reported, and what solved the like. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectAccessible } from "./support/access";
import { Console } from "./support/faces";
import { Server } from "./support/server";
import { screenshot, useStage } from "./support/stage";
import { AgentLine, UserLine } from "./support/wire";

const stage = useStage();
let server: Server;
let agent: string;

const SAID = {
  en: {
    locale: "en-GB",
    scheme: "light",
    earlier: "The recording of my room is empty since the update to 3.2",
    again: "The recording of our second room is empty since the update to 3.2",
    colleague: "Our recordings are gone",
    solution: "The recorder needs the permission **storage.write** since 3.2. Give it in the project's settings, then start the room anew.",
  },
  zh: {
    locale: "zh-CN",
    scheme: "dark",
    earlier: "升级到 3.2 后，房间的录制文件是空的",
    again: "升级到 3.2 后，第二个房间的录制文件也是空的",
    colleague: "我们的录制文件不见了",
    solution: "3.2 起录制需要 **storage.write** 权限，请在项目设置里开启，然后重新创建房间。",
  },
} as const;

beforeAll(async () => {
  server = await Server.start({ config: '[[inbox]]\nkey = "default"\nname = "Firstline help"\n[inbox.jwt]\nhs256_secret = "only-for-tests-0123456789-0123456789-01"\n' });
  agent = await server.agent("Anna");
});
afterAll(() => server?.stop());

async function handedOff(sub: string, language: "en" | "zh", question: string): Promise<{ user: UserLine; id: string }> {
  const user = await UserLine.to(server, await server.contactToken("default", sub, { account: `acme-${language}` }), { locale: language });
  const id = await user.ask(question);
  await user.put({ type: "handoff" });
  return { user, id };
}

describe.each(["en", "zh"] as const)("beside a case (%s)", (language) => {
  const said = SAID[language];

  test("stand the user's other cases, those of a colleague, and a solved one whose words go into the reply", async () => {
    const anna = await AgentLine.to(server, agent);
    const first = await handedOff(`mira-${language}`, language, said.earlier);
    const claim = await anna.take(first.id);
    await anna.put({ type: "reply", conversation: first.id, claim, text: said.solution });
    await anna.put({ type: "resolve", conversation: first.id, claim });
    await first.user.put({ type: "close" });
    const colleague = await handedOff(`jo-${language}`, language, said.colleague);
    const second = await handedOff(`mira-${language}`, language, said.again);

    const desk = await Console.signIn(await stage.somebody({ locale: said.locale, colorScheme: said.scheme, bypassCSP: true, viewport: { width: 1440, height: 1200 } }), server.url, agent, language);
    const { page, words } = desk;
    await desk.view("waiting").click();
    await desk.row(said.again).click();
    await page.getByRole("heading", { name: words.related.title }).waitFor();
    const side = page.getByRole("complementary", { name: words.side.title });
    await side.getByRole("link", { name: said.earlier }).first().waitFor();
    await side.getByRole("link", { name: said.colleague }).waitFor();
    await expectAccessible(page, "cases beside a case");
    await screenshot(page, `related-${language}`);
    await desk.take();
    await side.getByRole("button", { name: words.related.use }).click();
    expect(await desk.composer.inputValue()).toContain("storage.write");
    await side.getByRole("link", { name: said.colleague }).click();
    await page.getByRole("heading", { level: 1, name: said.colleague }).waitFor();
    for (const line of [anna, first.user, colleague.user, second.user]) line.close();
  });
});
