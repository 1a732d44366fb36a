/** The whole way of a question, from the first letter to "solved", with a user and two agents at once. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Console, Widget, startsWith } from "./support/faces";
import { ScriptedModel, gate, quote, sentence } from "./support/model";
import { Server } from "./support/server";
import { useStage } from "./support/stage";

const stage = useStage();
let model: ScriptedModel;
let server: Server;
let tokens: [string, string];

beforeAll(async () => {
  model = await ScriptedModel.start();
  server = await Server.start({ model: model.url });
  tokens = [await server.agent("Lena"), await server.agent("Jun")];
});
afterAll(async () => {
  await server?.stop();
  await model?.stop();
});

const STORIES = {
  en: {
    locale: "en-GB",
    typed: "How do I connect Ollama",
    question: "How do I connect Ollama?",
    title: "Connect a language model",
    section: "Use Ollama or another local model",
    reply: "I have looked at your server: the port was closed. It is open now.",
    thanks: "It works now.",
  },
  zh: {
    locale: "zh-CN",
    typed: "怎么接入 Ollama",
    question: "怎么接入 Ollama？",
    title: "接入大模型",
    section: "使用 Ollama 等本地模型",
    reply: "我看过您的服务器：端口没有开放，现在已经打开。",
    thanks: "现在可以了。",
  },
} as const;

describe.each(["en", "zh"] as const)("the whole way (%s)", (language) => {
  const story = STORIES[language];

  test("a question, a cited answer, a person, and solved", async () => {
    const rest = gate();
    model.script = function* (prompt) {
      if (prompt.task !== "answer") return yield* quote(prompt) as Iterable<string>;
      yield `${sentence(prompt.user)} [1]\n\n`;
      yield rest.opened;
      yield `${sentence(prompt.user, 2)} [2]`;
    };
    // Two agents are there before the case is.
    const desks = await Promise.all(tokens.map(async (token) => Console.signIn(await stage.somebody({ locale: story.locale }), server.url, token, language)));
    const [lena, jun] = desks as [Console, Console];
    for (const desk of desks) await desk.view("waiting").click();

    // The user types, and the page that answers it is offered.
    const user = await stage.somebody({ locale: story.locale });
    const page = await user.newPage();
    await page.goto(`${server.url}/?lang=${language}`);
    const widget = new Widget(page, language);
    await widget.open();
    await widget.input.pressSequentially(story.typed);
    await widget.suggestions.filter({ hasText: story.title }).first().waitFor();

    // The question is sent; the first checked sentence stands there before the second is written.
    await widget.ask(story.question);
    const cited = widget.log.getByRole("link", { name: startsWith(widget.words("source", 1, "")) }).first();
    await cited.waitFor();
    await widget.button(widget.words("stop")).waitFor();
    rest.open();
    await widget.answered();
    await widget.log.getByRole("link", { name: startsWith(widget.words("source", 2, "")) }).first().waitFor();
    expect(await widget.log.getByText(widget.words("wasCut")).count()).toBe(0);

    // The citation leads to the very section.
    const [source] = await Promise.all([user.waitForEvent("page"), cited.click()]);
    await source.getByRole("heading", { name: story.title, level: 1 }).waitFor();
    const heading = source.locator("[id]:focus");
    await heading.waitFor();
    expect(decodeURIComponent(new URL(source.url()).hash.slice(1))).toBe(await heading.getAttribute("id"));
    await source.close();

    // It was not solved; a person is wanted, and told everything.
    await widget.button(widget.words("no")).click();
    await widget.callPerson();

    // Both agents see the case; one takes it, the other sees that.
    for (const desk of desks) await desk.row(/Ollama/).waitFor();
    await jun.row(/Ollama/).click();
    await lena.row(/Ollama/).click();
    await lena.take();
    await jun.page.getByText(jun.words.case.ownedBy("Lena")).first().waitFor();
    await widget.log.getByText(widget.like("joined")).waitFor();

    // Who took it knows what was asked and shown, and replies.
    await lena.page.getByRole("complementary", { name: lena.words.dossier.title }).getByText(/Ollama/).first().waitFor();
    await lena.page.getByText(story.title).first().waitFor();
    await lena.reply(story.reply);
    await widget.said(story.reply).waitFor();
    await widget.ask(story.thanks);
    await lena.page.getByText(story.thanks).first().waitFor();

    // Resolved by the agent, confirmed by the user.
    await lena.resolve();
    await widget.button(widget.words("yes")).click();
    await widget.log.getByText(widget.like("confirmedAt")).first().waitFor();
    const [conversation] = await server.conversations();
    await expect.poll(async () => (await server.conversations()).find((one) => one.id === conversation!.id)!.state).toBe("resolved");
    const events = await server.events(conversation!.id);
    expect(events.filter((event) => event.kind === "handoff_requested")).toHaveLength(1);
    expect(events.filter((event) => event.kind === "resolved").at(-1)!.body).toMatchObject({ how: "confirmed" });
  });
});
