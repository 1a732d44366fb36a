/** The stage of a test file: one browser, pages that are watched, and nothing left behind. */

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { CHROMIUM, SHOTS } from "./places";

const ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
/** What a page may ask for: this machine, and what never leaves the page. */
const OWN = /^(?:https?|wss?):\/\/(?:127\.0\.0\.1|localhost|\[::1\])[:/]|^(?:data|blob|about|chrome-error):/;
/** Asking whether there is a session is answered by a status, and the browser writes it down. */
const ANSWERS = [/401 \(Unauthorized\) \S+\/v1\/session$/];
/** The longest that a test waits for something to be seen. */
export const SEEN_MS_MAX = 15_000;

export const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 } as const;
export const NARROW = { viewport: { width: 320, height: 640 } } as const;

export class Stage {
  browser!: Browser;
  /** What no page may do; a test that breaks the line on purpose says what it expects. */
  readonly troubles: string[] = [];
  private expected: RegExp[] = [];
  private contexts: BrowserContext[] = [];

  /** Lets a trouble pass for the rest of this test. */
  expect(...patterns: RegExp[]): void {
    this.expected.push(...patterns);
  }

  /** What a browser says when the server or the line is gone. */
  expectLostLine(): void {
    this.expect(/WebSocket connection to/, /net::ERR_(?:CONNECTION_(?:REFUSED|RESET|CLOSED)|EMPTY_RESPONSE|INTERNET_DISCONNECTED|SOCKET_NOT_CONNECTED|NETWORK_CHANGED)/);
  }

  /** Opens a browser of somebody: with nothing stored, watched. */
  async somebody(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB", timezoneId: "Europe/Oslo", ...options });
    context.setDefaultTimeout(SEEN_MS_MAX);
    this.contexts.push(context);
    context.on("page", (page) => this.watch(page));
    await context.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
      addEventListener("unhandledrejection", (event) => console.error(`unhandled: ${event.reason}`));
    });
    return context;
  }

  /** Opens a page of a new somebody. */
  async page(url: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await this.somebody(options)).newPage();
    await page.goto(url);
    return page;
  }

  /** Closes what a test opened and fails it where a page was in trouble. */
  async clear(): Promise<void> {
    await Promise.all(this.contexts.map((context) => context.close()));
    const left = this.troubles.filter((trouble) => ![...ANSWERS, ...this.expected].some((pattern) => pattern.test(trouble)));
    this.contexts = [];
    this.expected = [];
    this.troubles.length = 0;
    expect(left, "what the pages complained about").toEqual([]);
  }

  private watch(page: Page): void {
    const say = (what: string) => this.troubles.push(`${new URL(page.url()).pathname}: ${what}`);
    page.on("pageerror", (error) => say(`page error: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" || /Content.Security.Policy|Trusted ?Type|deprecat/i.test(message.text())) say(`${message.type()}: ${message.text()} ${message.location().url}`);
    });
    page.on("request", (request) => OWN.test(request.url()) || say(`foreign request: ${request.url()}`));
    page.on("websocket", (socket) => OWN.test(socket.url()) || say(`foreign socket: ${socket.url()}`));
    page.on("crash", () => say("crashed"));
  }
}

/** Sets the stage for the tests of a file. */
export function useStage(): Stage {
  const stage = new Stage();
  beforeAll(async () => {
    stage.browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  });
  afterEach(() => stage.clear());
  afterAll(() => stage.browser?.close());
  return stage;
}

/** Keeps a picture of what a page shows now. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`), animations: "disabled" });
}
