/** What is kept, and what is not: drafts, unsent messages, two tabs, and nothing at all before somebody acts. */

import { createHmac } from "node:crypto";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Console, Widget, frames } from "./support/faces";
import { Server } from "./support/server";
import { useStage } from "./support/stage";

const SECRET = "only-for-the-browser-tests-0123456789abcdef";
const stage = useStage();
let server: Server;
beforeAll(async () => {
  server = await Server.start({ config: `[[inbox]]\nkey = "default"\nname = "Harbour help"\n[inbox.jwt]\nhs256_secret = "${SECRET}"\n` });
});
afterAll(() => server?.stop());

async function widgetOf(context: BrowserContext): Promise<Widget> {
  const page = await context.newPage();
  await page.goto(`${server.url}/?lang=en`);
  const widget = new Widget(page);
  await widget.open();
  return widget;
}

/** Everything a page could keep in a browser. */
async function kept(page: Page): Promise<unknown> {
  const inPage = await page.evaluate(async () => ({ local: { ...localStorage }, session: { ...sessionStorage }, databases: await indexedDB.databases(), caches: await caches.keys() }));
  return { ...inPage, cookies: await page.context().cookies() };
}

/** A token as an embedding site signs it. */
function jwt(claims: Record<string, unknown>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const body = `${part({ alg: "HS256", typ: "JWT" })}.${part({ aud: "default", ...claims })}`;
  return `${body}.${createHmac("sha256", SECRET).update(body).digest("base64url")}`;
}
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

describe("nothing is kept", () => {
  test("before somebody acts, even with the chat open", async () => {
    const page = await stage.page(`${server.url}/?lang=en`);
    const seen = frames(page);
    const widget = new Widget(page);
    await widget.open();
    await expect.poll(() => seen.received.some((frame) => frame.type === "caught_up")).toBe(true);
    const nothing = { local: {}, session: {}, databases: [], caches: [], cookies: [] };
    expect(await kept(page)).toEqual(nothing);
    await widget.button(widget.words("close")).click();
    expect(await kept(page)).toEqual(nothing);
    await widget.open();
    await widget.input.fill("a");
    await expect.poll(async () => Object.keys(((await kept(page)) as { local: object }).local).length).toBeGreaterThan(0);
  });

  test("where the browser forbids it, and the chat works all the same", async () => {
    const context = await stage.somebody();
    await context.addInitScript(() => {
      const forbidden = () => {
        throw new DOMException("forbidden", "SecurityError");
      };
      for (const name of ["localStorage", "sessionStorage", "indexedDB"]) Object.defineProperty(window, name, { get: forbidden });
    });
    const widget = await widgetOf(context);
    await widget.ask("Where is the data kept?");
    await widget.answered();
  });
});

describe("what was written", () => {
  test("and not sent survives a reload", async () => {
    const widget = await widgetOf(await stage.somebody());
    await widget.input.fill("my words, not finished");
    await widget.page.reload();
    await widget.open();
    await expect.poll(() => widget.input.inputValue()).toBe("my words, not finished");
  });

  test("and refused survives a reload, until the reader deletes it, and is not sent again", async () => {
    const page = await stage.page(`${server.url}/?lang=en`);
    const text = `Too long ${"x".repeat(8_000)}`;
    await page.evaluate((text) => {
      localStorage.setItem("firstline:default", "{}");
      localStorage.setItem("firstline:default:outbox", JSON.stringify([{ client_id: "odd", type: "message" }, { client_id: "00000000-0000-4000-8000-000000000001", type: "message", text }]));
    }, text);
    const widget = new Widget(page);
    const refused = widget.log.getByText(widget.words("refusedLong"));
    const seen = frames(page);
    for (let visit = 0; visit < 2; visit++) {
      await page.reload();
      await widget.open();
      await refused.waitFor();
      await widget.said(text).waitFor();
      expect(seen.sent.filter((frame) => frame.type === "message")).toHaveLength(1);
    }
    await widget.button(widget.words("remove")).click();
    await page.reload();
    await widget.open();
    await expect.poll(() => seen.received.filter((frame) => frame.type === "caught_up").length).toBe(3);
    expect(await refused.count()).toBe(0);
  });

  test("and sent without a connection goes out once afterwards, also over a reload", async () => {
    stage.expectLostLine();
    const context = await stage.somebody();
    const widget = await widgetOf(context);
    await widget.ask("Where is the data kept?");
    await widget.answered();
    await context.setOffline(true);
    await widget.log.getByText(/No connection/).first().waitFor();
    await widget.ask("How do I make a backup?");
    await widget.log.getByText(widget.words("willBeSent")).first().waitFor();
    await context.setOffline(false);
    await widget.page.reload();
    await widget.page.locator("firstline-chat").waitFor({ state: "attached" });
    await widget.open();
    await widget.answered();
    await expect.poll(() => widget.log.getByText("How do I make a backup?").count()).toBe(1);
    const conversations = await server.conversations();
    const all = await Promise.all(conversations.map(({ id }) => server.events(id)));
    expect(all.flat().filter((event) => event.kind === "message" && event.body.text === "How do I make a backup?")).toHaveLength(1);
  });

  test("is there again after a reload, and in a second tab as it happens", async () => {
    const context = await stage.somebody();
    const first = await widgetOf(context);
    await first.ask("Where is the data kept?");
    await first.answered();
    await first.page.reload();
    await first.open();
    await first.said("Where is the data kept?").waitFor();

    const second = await widgetOf(context);
    await second.said("Where is the data kept?").waitFor();
    await second.ask("How do I make a backup?");
    await first.said("How do I make a backup?").waitFor();
    expect(await first.log.getByText("How do I make a backup?").count()).toBe(1);
  });
});

test("a reply that comes while the chat is closed is counted on the launcher and before the title", async () => {
  const widget = await widgetOf(await stage.somebody());
  await widget.ask("Where are the log files of Firstline?");
  await widget.answered();
  await widget.callPerson();
  const title = await widget.page.title();
  await widget.button(widget.words("close")).click();

  const desk = await Console.signIn(await stage.somebody(), server.url, await server.agent("Lena"));
  await desk.view("waiting").click();
  await desk.row(/log files/).click();
  await desk.take();
  await desk.reply("They go to standard error.");
  await widget.page.getByRole("button", { name: /1 unread/ }).waitFor();
  expect(await widget.page.title()).toBe(`(1) ${title}`);
  await widget.open();
  await widget.said("They go to standard error.").waitFor();
  await expect.poll(() => widget.page.title()).toBe(title);
});

describe("a name signed by the page", () => {
  test("keeps that person's words from everybody else at the browser, and for them", async () => {
    const page = await stage.page(`${server.url}/?lang=en`);
    const draft = () => page.evaluate(() => localStorage.getItem("firstline:default:draft"));
    await page.evaluate(() => {
      localStorage.setItem("firstline:default", JSON.stringify({ subject: "alice" }));
      localStorage.setItem("firstline:default:draft", "of Alice alone");
    });
    const seen = frames(page);
    const widget = new Widget(page);
    await page.reload();
    await widget.open();
    expect(await widget.input.inputValue()).toBe("");
    // She may still be named: until then nothing is written over her words.
    await widget.input.fill("of somebody");
    expect(await draft()).toBe("of Alice alone");
    await expect.poll(() => seen.received.some((frame) => frame.type === "caught_up")).toBe(true);
    await widget.input.press("End");
    await widget.input.pressSequentially(" else");
    expect(await draft()).toBe("of somebody else");
    expect(await page.evaluate(() => localStorage.getItem("firstline:default"))).not.toContain("alice");

    await page.evaluate(() => {
      localStorage.setItem("firstline:default", JSON.stringify({ subject: "alice" }));
      localStorage.setItem("firstline:default:draft", "of Alice alone");
    });
    await page.reload();
    await widget.open();
    const identify = (token: string) => page.evaluate((token) => (window as unknown as { Firstline: { identify(jwt: string): void } }).Firstline.identify(token), token);
    await widget.button(widget.words("more")).focus();
    await identify(jwt({ sub: "alice", exp: inSeconds(600) }));
    await expect.poll(() => widget.input.inputValue()).toBe("of Alice alone");
    await identify(jwt({ sub: "bob", exp: inSeconds(600) }));
    await expect.poll(() => widget.input.inputValue()).toBe("");
    expect(await draft()).toBe(null);
  });

  test("that has run out is asked for again, and the conversation goes on", async () => {
    const context = await stage.somebody();
    const page = await context.newPage();
    const seen = frames(page);
    const good = jwt({ sub: "mira", name: "Mira", exp: inSeconds(600) });
    await page.exposeFunction("freshToken", () => good);
    await page.goto(`${server.url}/?lang=en`);
    const widget = new Widget(page);
    await widget.launcher.waitFor();
    await page.evaluate((old) => {
      const { Firstline, freshToken } = window as unknown as { Firstline: { on(event: string, listener: () => unknown): void; identify(jwt: string): void }; freshToken(): Promise<string> };
      Firstline.on("identify", () => freshToken());
      Firstline.identify(old);
    }, jwt({ sub: "mira", name: "Mira", exp: inSeconds(-600) }));
    await widget.open();
    await expect.poll(() => seen.received.some((frame) => frame.type === "welcome" && frame.contact.name === "Mira")).toBe(true);
    await widget.ask("Where is the data kept?");
    await widget.answered();
  });

  test("that nobody renews leaves the reader anonymous, told so, with their words", async () => {
    const context = await stage.somebody();
    const page = await context.newPage();
    await page.clock.install();
    await page.goto(`${server.url}/?lang=en`);
    const widget = new Widget(page);
    await widget.launcher.waitFor();
    await page.evaluate((old) => (window as unknown as { Firstline: { identify(jwt: string): void } }).Firstline.identify(old), jwt({ sub: "noor", exp: inSeconds(-600) }));
    await widget.open();
    await widget.input.fill("my words");
    await page.clock.runFor(12_000);
    await widget.log.getByText(widget.words("renewed")).waitFor();
    expect(await widget.input.inputValue()).toBe("my words");
  });
});

test("a page that is older than the server's build still opens its chat", async () => {
  stage.expect(/404 \(Not Found\) \S+\/assets\/core-gone\.js$/);
  const context = await stage.somebody();
  await context.route("**/widget.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replaceAll(/core-[\w-]+\.js/g, "core-gone.js") });
  });
  const widget = await widgetOf(context);
  await widget.ask("How do I connect Ollama?");
  await widget.log.getByText(widget.words("solved")).waitFor();
});
