/** The same way when the line breaks or the server dies, on a phone, and without a mouse. Nothing is doubled, nothing lost. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Console, Widget, frames, tabTo } from "./support/faces";
import { Line, type Fate } from "./support/line";
import { ScriptedModel, gate, quote, sentence } from "./support/model";
import { Server } from "./support/server";
import { PHONE, useStage } from "./support/stage";

const stage = useStage();
const QUESTION = "How do I connect Ollama?";
let model: ScriptedModel;
let server: Server;

beforeAll(async () => {
  model = await ScriptedModel.start();
  server = await Server.start({ model: model.url });
});
afterAll(async () => {
  await server?.stop();
  await model?.stop();
});

/** Returns the one conversation that was opened since `before`, with its events. */
async function newest(before: readonly string[]) {
  const found = (await server.conversations()).filter((one) => !before.includes(one.id));
  expect(found, "conversations opened").toHaveLength(1);
  return { ...found[0]!, events: await server.events(found[0]!.id) };
}
const known = async () => (await server.conversations()).map((one) => one.id);

describe("a broken line", () => {
  test.each([
    ["before the wish for a person arrives", "cut"],
    ["after it has arrived, before its receipt", "cut after"],
  ] as const)("%s: one case", async (_, fate) => {
    stage.expectLostLine();
    model.script = quote;
    const before = await known();
    const line = await Line.to(server);
    try {
      const widget = new Widget(await stage.page(`${line.url}/?lang=en`));
      await widget.open();
      await widget.ask(QUESTION);
      await widget.answered();
      let isBroken = false;
      line.judge = (frame, from): Fate => {
        if (from === "server" && frame.type === "ack" && isBroken) return "cut";
        if (frame.type !== "handoff" || isBroken) return "pass";
        isBroken = true;
        return fate;
      };
      await widget.person.click();
      await widget.log.getByText(/No connection/).first().waitFor();
      line.judge = () => "pass";
      line.restore();
      await widget.log.getByText(widget.like("passedOn")).waitFor();
      const { events, state } = await newest(before);
      expect(state).toBe("waiting");
      expect(events.filter((event) => event.kind === "handoff_requested")).toHaveLength(1);
    } finally {
      await line.stop();
    }
  });

  test("a line that is silent from the first word on is given up, and the message arrives once", async () => {
    model.script = quote;
    const before = await known();
    const line = await Line.to(server);
    try {
      let hellos = 0;
      line.judge = (frame): Fate => (frame.type === "hello" && ++hellos === 1 ? "lose" : "pass");
      const widget = new Widget(await stage.page(`${line.url}/?lang=en`));
      await widget.launcher.waitFor();
      await widget.page.clock.install();
      await widget.launcher.click();
      await widget.page.clock.runFor(1_000);
      await expect.poll(() => hellos).toBe(1);
      // What is written meanwhile waits.
      await widget.input.fill(QUESTION);
      await widget.input.press("Enter");
      await widget.page.clock.runFor(15_000);
      await widget.page.clock.resume();
      await widget.answered();
      const { events } = await newest(before);
      expect(events.filter((event) => event.kind === "message" && event.body.author.role === "user")).toHaveLength(1);
    } finally {
      await line.stop();
    }
  });

  test("a line that goes silent is noticed, and the message arrives once", async () => {
    stage.expectLostLine();
    model.script = quote;
    const before = await known();
    const line = await Line.to(server);
    try {
      const page = await (await stage.somebody()).newPage();
      const seen = frames(page);
      await page.goto(`${line.url}/?lang=en`);
      const widget = new Widget(page);
      await widget.open();
      await expect.poll(() => seen.received.some((frame) => frame.type === "caught_up")).toBe(true);
      await widget.page.clock.install();
      line.stall();
      await widget.input.fill(QUESTION);
      await widget.input.press("Enter");
      await widget.page.clock.runFor(13_000);
      await widget.page.clock.resume();
      await widget.log.getByText(/No connection/).first().waitFor();
      line.restore();
      await widget.answered();
      const { events } = await newest(before);
      expect(events.filter((event) => event.kind === "message" && event.body.author.role === "user")).toHaveLength(1);
    } finally {
      await line.stop();
    }
  });
});

describe("a killed server", () => {
  test("in the middle of an answer: the answer comes once, what was not sent stays", async () => {
    stage.expectLostLine();
    const before = await known();
    const never = gate();
    model.script = function* (prompt) {
      yield `${sentence(prompt.user)} [1]\n\n`;
      yield never.opened;
    };
    const widget = new Widget(await stage.page(`${server.url}/?lang=en`));
    await widget.open();
    await widget.ask(QUESTION);
    await widget.button(widget.words("stop")).waitFor();
    await widget.log.getByRole("link", { name: widget.like("source") }).first().waitFor();
    await widget.input.fill("and what about vLLM");
    await server.kill();
    await widget.log.getByText(/No connection/).first().waitFor();
    model.script = quote;
    await server.up();
    await widget.answered();
    expect(await widget.input.inputValue()).toBe("and what about vLLM");
    const { events } = await newest(before);
    expect(events.filter((event) => event.kind === "message" && event.body.author.role === "bot" && event.body.answer?.final !== false)).toHaveLength(1);
    expect(await widget.log.getByText(QUESTION).count()).toBe(1);
  });

  test("while a person is waited for: the place is kept, what was written meanwhile arrives once", async () => {
    stage.expectLostLine();
    model.script = quote;
    const before = await known();
    const widget = new Widget(await stage.page(`${server.url}/?lang=en`));
    await widget.open();
    await widget.ask(QUESTION);
    await widget.answered();
    await widget.callPerson();
    await server.kill();
    await widget.log.getByText(/No connection/).first().waitFor();
    await widget.ask("It is the machine in Oslo.");
    await widget.input.fill("not sent");
    await server.up();
    await widget.log.getByText(widget.like("replyBy")).first().waitFor();
    await expect.poll(async () => (await newest(before)).events.filter((event) => event.kind === "message" && event.body.text === "It is the machine in Oslo.").length).toBe(1);
    expect(await widget.input.inputValue()).toBe("not sent");
    const { events, state } = await newest(before);
    expect(state).toBe("waiting");
    expect(events.filter((event) => event.kind === "handoff_requested")).toHaveLength(1);
    expect(events.filter((event) => event.kind === "queued")).toHaveLength(1);
  });

  test("while an agent has the case: both come back, the reply arrives once", async () => {
    stage.expectLostLine();
    model.script = quote;
    const before = await known();
    const widget = new Widget(await stage.page(`${server.url}/?lang=en`));
    await widget.open();
    await widget.ask("Where is the data kept?");
    await widget.answered();
    await widget.callPerson();
    const desk = await Console.signIn(await stage.somebody(), server.url, await server.agent("Kim"));
    await desk.view("waiting").click();
    await desk.row(/data kept/).click();
    await desk.take();
    await server.kill();
    await desk.page.getByText(/No connection/).first().waitFor();
    await desk.reply("In the data folder, under your home.");
    await server.up();
    await widget.said("In the data folder, under your home.").waitFor();
    const { events } = await newest(before);
    expect(events.filter((event) => event.kind === "message" && event.body.author.role === "agent")).toHaveLength(1);
    expect(events.filter((event) => event.kind === "assigned")).toHaveLength(1);
  });
});

test("on a phone, by touch: a question, a person, and their reply", async () => {
  model.script = quote;
  const widget = new Widget(await stage.page(`${server.url}/?lang=en`, PHONE));
  await widget.launcher.tap();
  await widget.input.waitFor();
  await expect.poll(() => widget.panel.boundingBox()).toEqual({ x: 0, y: 0, width: 360, height: 740 });
  await widget.input.tap();
  await widget.input.fill("How do I make a backup?");
  await widget.send.tap();
  await widget.answered();
  await widget.person.tap();
  await widget.log.getByText(widget.like("passedOn")).waitFor();

  const desk = await Console.signIn(await stage.somebody(PHONE), server.url, await server.agent("Mia"));
  await desk.view("waiting").tap();
  await desk.row(/backup/).tap();
  await desk.take();
  await desk.composer.fill("Run the backup command, then copy the file.");
  await desk.button(/^Send(?! and)/).tap();
  await widget.said("Run the backup command, then copy the file.").waitFor();
});

test("by keyboard alone: the widget and the console", async () => {
  model.script = quote;
  const page = await stage.page(`${server.url}/?lang=en`);
  const widget = new Widget(page);
  await widget.launcher.waitFor();
  await tabTo(page, widget.launcher, true);
  await page.keyboard.press("Enter");
  await widget.input.waitFor();
  await expect.poll(() => widget.input.evaluate((element) => element.matches(":focus"))).toBe(true);
  await page.keyboard.type("How do I change the port?");
  await page.keyboard.press("Enter");
  await widget.answered();
  await tabTo(page, widget.button(widget.words("no")), true);
  await page.keyboard.press("Enter");
  await tabTo(page, widget.person);
  await page.keyboard.press("Enter");
  await widget.log.getByText(widget.like("passedOn")).waitFor();

  const token = await server.agent("Ada");
  const context = await stage.somebody();
  const desk = new Console(await context.newPage());
  const { page: console_ } = desk;
  await console_.goto(`${server.url}/console`);
  const field = desk.token;
  await field.waitFor();
  await tabTo(console_, field);
  await console_.keyboard.type(token);
  await console_.keyboard.press("Enter");
  await desk.view("waiting").waitFor();
  await tabTo(console_, console_.getByRole("option").or(console_.getByRole("listbox")).first());
  const row = desk.row(/change the port/);
  for (let press = 0; press < 20 && !(await row.getAttribute("aria-selected").then((selected) => selected === "true")); press++) await console_.keyboard.press("j");
  await console_.keyboard.press("Enter");
  await console_.keyboard.press("c");
  await desk.composer.waitFor();
  await console_.keyboard.press("r");
  await expect.poll(() => desk.composer.evaluate((element) => element.matches(":focus"))).toBe(true);
  await console_.keyboard.type("Give serve another address with its option.");
  await console_.keyboard.press("Control+Enter");
  await widget.said("Give serve another address with its option.").waitFor();
  await console_.keyboard.press("Escape");
  await console_.keyboard.press("e");
  await widget.button(widget.words("yes")).waitFor();
});
