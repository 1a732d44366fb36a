/** Hostile texts at every place where text is shown. The content policy is switched off here, so that nothing hides behind it. */

import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import type { BrowserContext } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CONSOLE, Console, Widget } from "./support/faces";
import { judge, watchForExecution, type Finding, type Row } from "./support/hostile";
import { ScriptedModel } from "./support/model";
import { HOSTILE_ROWS, hasHostileRows } from "./support/places";
import { Server } from "./support/server";
import { useStage } from "./support/stage";
import { AgentLine, UserLine } from "./support/wire";

const SECRET = "only-for-the-browser-tests-0123456789abcdef";
const HANDLER = "re:<[a-z][^>]*[\\s/\"']on[a-z]+\\s*=";
const ADDRESS = "re:<[a-z][^>]*\\b(href|src|action|formaction|xlink:href|data)\\s*=\\s*[\"']?[\\x00-\\x20]*(javascript|vbscript|data|file|blob):";

/** Our own list, so that the suite stands without the shared one. */
const OWN: Row[] = [
  { id: "OWN1", note: "image handler", payload: "<img src=x onerror=__flx(1)>", must_not: [HANDLER, "re:<\\s*img\\b"] },
  { id: "OWN2", note: "script in a link's text", payload: "[<script>__flx(2)</script>](https://ok.example/)", must_not: ["re:<\\s*script\\b"] },
  { id: "OWN3", note: "address in capitals with a tab", payload: "[a](JaVa\tscript:__flx(3)) <JAVASCRIPT:__flx(3)>", must_not: [ADDRESS] },
  { id: "OWN4", note: "title of a link", payload: "[a](https://ok.example/ \"' onfocus=__flx(4) autofocus x='\")", must_not: [HANDLER] },
  { id: "OWN5", note: "fence with a hostile language", payload: "```\"><svg onload=__flx(5)>\nx\n```", must_not: [HANDLER] },
  { id: "OWN6", note: "template and entity", payload: "{{constructor.constructor('__flx(6)')()}} &lt;img src=x onerror=__flx(6)&gt; ${__flx(6)}", must_not: [HANDLER] },
  { id: "OWN7", note: "file, blob and data addresses", payload: "[a](file:///etc/passwd) [b](blob:x) [c](data:text/html;base64,PHNjcmlwdD4=)", must_not: [ADDRESS] },
  { id: "OWN8", note: "address that begins with two strokes", payload: "[a](//leak.example.invalid/x) ![b](//leak.example.invalid/y)", must_not: ["re:<(?!a\\b)[a-z][^>]*\\s(src|srcset|href|poster|data|background|style)=[^>\\s]*leak\\.example"] },
  { id: "OWN9", note: "math and foreign content", payload: "<math><mtext><table><mglyph><style><img src=x onerror=__flx(9)>", must_not: [HANDLER, "re:<\\s*style\\b"] },
];
const ROWS = [...OWN, ...(hasHostileRows ? readFileSync(HOSTILE_ROWS, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line) as Row) : [])];

/** Places whose text somebody else decides, as selectors of what surrounds it. */
const PLACES = {
  widget: "[role=log]",
  suggestions: "[role=listbox]",
  transcript: "[role=log]",
  dossier: "aside",
  case: "main",
  queue: "[role=listbox]",
  document: "article",
  documents: "main",
};

const stage = useStage();
let model: ScriptedModel;
let server: Server;
let executions: unknown[];
const findings = new Map<string, Finding[]>();

const oneLine = (text: string, most: number) => text.replaceAll(/\s+/g, " ").slice(0, most);
const document_ = ({ id, payload }: Row) =>
  `---\ntitle: ${JSON.stringify(`Row ${id}: ${oneLine(payload, 150)}`)}\n---\n\n# Row ${id}\n\nThe row ${id} shows what follows. ${payload}\n\n## Part of ${id}: ${oneLine(payload, 150)}\n\n${payload}\n`;

function jwt(row: Row): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const body = `${part({ alg: "HS256", typ: "JWT" })}.${part({ sub: row.id, aud: "default", name: oneLine(row.payload, 100), exp: Math.floor(Date.now() / 1000) + 3_600 })}`;
  return `${body}.${createHmac("sha256", SECRET).update(body).digest("base64url")}`;
}

/** Plays a row through everything that takes text. Returns its conversation. */
async function play(row: Row, agent: AgentLine): Promise<string> {
  const user = await UserLine.to(server, jwt(row));
  const { payload } = row;
  const conversation = await user.ask(`What does the row ${row.id} show?`, { product: oneLine(payload, 900), page_url: oneLine(payload, 900), [oneLine(payload, 30) || "x"]: "name" });
  await user.put({ type: "handoff", reason: oneLine(payload, 900) });
  await user.put({ type: "message", text: payload.slice(0, 8_000) });
  await user.put({ type: "amend", text: oneLine(payload, 900) });
  await user.put({ type: "contact", name: oneLine(payload, 90) });
  agent.send({ type: "subscribe", conversation, after: 0 });
  await agent.put({ type: "note", conversation, text: payload.slice(0, 8_000) });
  const claim = await agent.take(conversation);
  await agent.put({ type: "reply", conversation, claim, text: payload.slice(0, 8_000) });
  await agent.put({ type: "set_severity", conversation, severity: 2, reason: oneLine(payload, 900) });
  await agent.put({ type: "correct", conversation, mood: "annoyed", reason: oneLine(payload, 900) });
  await agent.put({ type: "release", conversation, claim, reason: oneLine(payload, 900) });
  user.close();
  // A question that no documentation answers, because this inbox has none: for the list of those.
  const stranger = await UserLine.to(server, undefined, { inbox: "bare" });
  await stranger.ask(`Do you sell umbrellas? ${oneLine(payload, 60)}`);
  stranger.close();
  return conversation;
}

/** Looks at all rows with one page, one after another. */
async function lane(context: BrowserContext, look: (page: Awaited<ReturnType<BrowserContext["newPage"]>>, row: Row) => Promise<Finding[]>): Promise<void> {
  const page = await context.newPage();
  for (const row of ROWS) {
    const found = await look(page, row).catch((error: Error) => [`not shown: ${error.message.replaceAll(/\s+/g, " ").slice(0, 200)}`]);
    findings.get(row.id)!.push(...found);
  }
}

const named = (place: keyof typeof PLACES, found: Finding[]) => found.map((finding) => `${place}: ${finding}`);

beforeAll(async () => {
  model = await ScriptedModel.start();
  model.script = function* (prompt) {
    const row = ROWS.find(({ id }) => new RegExp(`\\b${id}\\b`).test(prompt.user));
    yield prompt.task === "answer" ? `The row ${row?.id} shows what follows. [1] ${row?.payload.slice(0, 500)} [1]` : (row?.payload.slice(0, 500) ?? "nothing");
  };
  const docs = Object.fromEntries(ROWS.map((row) => [`${row.id.toLowerCase()}.md`, document_(row)]));
  server = await Server.start({ docs, model: model.url, config: `[[inbox]]\nkey = "default"\n[inbox.jwt]\nhs256_secret = "${SECRET}"\n[[inbox]]\nkey = "bare"\ndocuments = ["none/**"]\n` });
  const token = await server.agent("<img src=x onerror=__flx(0)>Lena");
  const agent = await AgentLine.to(server, token);
  const conversations = new Map<string, string>();
  for (const row of ROWS) {
    findings.set(row.id, []);
    conversations.set(row.id, await play(row, agent));
  }
  agent.close();

  const context = await stage.somebody({ bypassCSP: true });
  executions = await watchForExecution(context);
  await Promise.all([
    lane(context, async (page, row) => {
      await page.goto(`${server.url}/?lang=en`);
      const widget = new Widget(page);
      await widget.launcher.waitFor();
      await page.evaluate((token) => (window as unknown as { Firstline: { identify(jwt: string): void } }).Firstline.identify(token), jwt(row));
      await widget.open();
      await widget.log.getByText("Lena").first().waitFor();
      const inLog = named("widget", await judge(page, PLACES.widget, row));
      await widget.input.fill(`row ${row.id} shows`);
      await widget.suggestions.filter({ hasText: row.id }).first().waitFor();
      return [...inLog, ...named("suggestions", await judge(page, PLACES.suggestions, { ...row, must_text: [] }))];
    }),
    lane(context, async (page, row) => {
      await page.goto(`${server.url}/docs/${row.id.toLowerCase()}.md`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      return named("document", await judge(page, PLACES.document, row));
    }),
    (async () => {
      const desk = await Console.signIn(context, server.url, token);
      await desk.view("waiting").click();
      await desk.page.getByRole("option").nth(ROWS.length - 1).waitFor();
      for (const row of ROWS) findings.get(row.id)!.push(...named("queue", (await judge(desk.page, PLACES.queue, { ...row, must_text: [] }))));
      // The documents page: names and titles of files, what was asked in vain, what a search finds.
      for (const view of ["files", "gaps"]) {
        await desk.page.goto(`${server.url}/console/documents/${view === "gaps" ? "" : view}`);
        await desk.page.getByText(view === "gaps" ? /umbrellas/ : "own1.md").first().waitFor();
        for (const row of ROWS) findings.get(row.id)!.push(...named("documents", await judge(desk.page, PLACES.documents, { ...row, must_text: [] })));
      }
      await desk.page.close();
      await lane(context, async (page, row) => {
        await page.goto(`${server.url}/console/cases/${conversations.get(row.id)!}`);
        await page.getByRole("log").getByText(CONSOLE.en.talk.onlyAgents).first().waitFor();
        const talk = named("transcript", await judge(page, PLACES.transcript, row));
        const dossier = named("dossier", await judge(page, PLACES.dossier, { ...row, must_text: [] }));
        return [...talk, ...dossier];
      });
    })(),
  ]);
}, 180_000);
afterAll(async () => {
  await server?.stop();
  await model?.stop();
});

describe("a hostile text does nothing but stand there", () => {
  test.each(ROWS.map((row) => [row.id, row.note] as const))("%s: %s", (id) => {
    expect(findings.get(id)).toEqual([]);
  });
  test("and the judge would see if it did more", async () => {
    const page = await stage.page("about:blank");
    await page.evaluate(() => {
      const host = document.body.appendChild(document.createElement("div"));
      const log = host.attachShadow({ mode: "open" }).appendChild(document.createElement("div"));
      log.setAttribute("role", "log");
      const link = log.appendChild(document.createElement("a"));
      link.setAttribute("href", "java\nscript:1");
      link.setAttribute("onfocus", "1");
      log.append(document.createElement("iframe"));
    });
    const found = await judge(page, PLACES.widget, { id: "", note: "", payload: "", must_not: [HANDLER] });
    for (const sight of ["element iframe", "href=", "attribute onfocus", "stands in the page"]) expect(found.some((finding) => finding.includes(sight)), sight).toBe(true);
  });
  test("nothing was executed", () => expect(executions).toEqual([]));
  if (!hasHostileRows) test.skip(`the shared rows, which are not here: ${HOSTILE_ROWS}`);
});
