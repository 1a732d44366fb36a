/** The widget and the console as people use them: by role and accessible name. */

import type { BrowserContext, Locator, Page } from "playwright-core";
import { en } from "../../console/words/en";
import { zh } from "../../console/words/zh";
import type { Language } from "../../shared/when";
import type { ChatFrame, ChatServerFrame } from "../../shared/wire";
import { LAUNCHER, TABLE, wordsIn, type Key, type Words } from "../../widget/strings";

export const CONSOLE = { en, zh };

/** The chat of one page. */
export class Widget {
  readonly words: Words;
  readonly panel: Locator;
  readonly launcher: Locator;
  readonly input: Locator;
  readonly log: Locator;
  readonly send: Locator;
  readonly person: Locator;
  /** Documents offered while somebody types. */
  readonly suggestions: Locator;

  constructor(
    readonly page: Page,
    readonly language: Language = "en",
  ) {
    const words = (this.words = wordsIn(language));
    const host = page.locator("firstline-chat");
    this.launcher = host.getByRole("button", { name: new RegExp(`^${LAUNCHER[language].help}`) });
    this.panel = host.getByRole("dialog").or(host.getByRole("main")).first();
    this.input = host.locator('textarea[data-id="input"]');
    this.log = host.getByRole("log");
    this.send = host.getByRole("button", { name: words("send"), exact: true });
    this.person = host.getByRole("button", { name: words("person") });
    this.suggestions = host.getByRole("listbox").getByRole("option");
  }

  /** Opens the panel by its launcher. */
  async open(): Promise<void> {
    await this.launcher.click();
    await this.input.waitFor();
  }

  async ask(question: string): Promise<void> {
    await this.input.fill(question);
    await this.input.press("Enter");
    await this.said(question).waitFor();
  }

  /** Something that stands in the log. */
  said(text: string | RegExp): Locator {
    return this.log.getByText(text).last();
  }

  button(name: string | RegExp): Locator {
    return this.page.locator("firstline-chat").getByRole("button", typeof name === "string" ? { name, exact: true } : { name });
  }

  /** The final answer has come: it is asked whether it solved the problem. */
  async answered(): Promise<void> {
    await this.button(this.words("yes")).waitFor();
  }

  /** Asks for a person and waits until the case is on disk. */
  async callPerson(): Promise<void> {
    await this.person.click();
    await this.log.getByText(this.like("passedOn")).waitFor();
  }

  /** What is said at that moment, whatever the times and names in it. */
  like(key: Key): RegExp {
    const said = TABLE[key][this.language === "zh" ? 1 : 0].split("|").at(-1)!;
    return new RegExp(said.split(/\{\d\}/).map(escaped).join(".+"));
  }
}

/** The console of one agent. */
export class Console {
  readonly words;
  readonly composer: Locator;

  constructor(
    readonly page: Page,
    readonly language: Language = "en",
  ) {
    this.words = CONSOLE[language];
    this.composer = page.getByRole("textbox", { name: this.words.composer.replyTo });
  }

  /** Opens the console in a browser of its own and signs in. */
  static async signIn(context: BrowserContext, url: string, token: string, language: Language = "en"): Promise<Console> {
    const page = await context.newPage();
    const desk = new Console(page, language);
    await page.goto(`${url}/console`);
    await desk.enter(token);
    return desk;
  }

  async enter(token: string): Promise<void> {
    await this.token.fill(token);
    await this.button(startsWith(this.words.signIn.go)).click();
    await this.view("waiting").waitFor();
  }

  get token(): Locator {
    return this.page.getByLabel(startsWith(this.words.signIn.token));
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name }).first();
  }

  view(name: keyof typeof en.view): Locator {
    return this.page.getByRole("group", { name: this.words.queue.views }).getByRole("button", { name: startsWith(this.words.view[name]) });
  }

  /** The row of a case in the queue. */
  row(subject: string | RegExp): Locator {
    return this.page.getByRole("option").filter({ hasText: subject }).first();
  }

  async take(): Promise<void> {
    await this.button(withKey(this.words.case.claim)).click();
    await this.button(withKey(this.words.case.resolve)).waitFor();
    // On a narrow screen the case has tabs.
    const tabs = this.page.getByRole("group", { name: this.words.case.tabsLabel });
    if (await tabs.isVisible()) await tabs.getByRole("button", { name: this.words.case.tabs.talk }).click();
    await this.composer.waitFor();
  }

  async reply(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press("Control+Enter");
  }

  /** Writes what only agents see. */
  async note(text: string): Promise<void> {
    await this.page.getByRole("group", { name: this.words.composer.which }).getByRole("button", { name: startsWith(this.words.composer.note) }).click();
    const field = this.page.getByRole("textbox", { name: this.words.composer.noteFor });
    await field.fill(text);
    await field.press("Control+Enter");
    await this.page.getByRole("log").getByText(text).waitFor();
  }

  async resolve(): Promise<void> {
    await this.button(withKey(this.words.case.resolve)).click();
  }
}

/** A name after which the key that does the same may stand. */
export function withKey(text: string): RegExp {
  return new RegExp(`^${escaped(text)}(?:\\s?\\S{1,6})?$`);
}

/** A name that begins so. */
export function startsWith(text: string): RegExp {
  return new RegExp(`^${escaped(text)}`);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** Every frame of a page's chat sockets, in order. Call it before the page opens one. */
export function frames(page: Page): { sent: ChatFrame[]; received: ChatServerFrame[] } {
  const seen = { sent: [] as ChatFrame[], received: [] as ChatServerFrame[] };
  page.on("websocket", (socket) => {
    if (!socket.url().endsWith("/v1/chat")) return;
    socket.on("framesent", ({ payload }) => seen.sent.push(JSON.parse(String(payload)) as ChatFrame));
    socket.on("framereceived", ({ payload }) => seen.received.push(JSON.parse(String(payload)) as ChatServerFrame));
  });
  return seen;
}

/** Moves the focus with Tab until it stands on what is wanted, as somebody without a mouse does. */
export async function tabTo(page: Page, target: Locator, backwards = false): Promise<void> {
  for (let press = 0; press < 60; press++) {
    if (await target.evaluate((element) => element.matches(":focus"), undefined, { timeout: 5_000 })) return;
    await page.keyboard.press(backwards ? "Shift+Tab" : "Tab");
  }
  throw new Error(`the keyboard does not reach ${target}`);
}
