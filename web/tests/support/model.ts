/** A scripted model: an OpenAI-compatible endpoint that plays what a test wrote, and says so. No model is involved. */

import { createServer, type IncomingMessage, type Server as Http, type ServerResponse } from "node:http";
import { once } from "node:events";

/** What the server asks for. */
export interface Prompt {
  task: "answer" | "dossier" | "draft";
  system: string;
  user: string;
}

/** What is said: pieces in order. A promise holds the stream until it resolves; a fault ends it. */
export type Piece = string | Promise<unknown> | { fault: "cut" | "stall" | "error" };
export type Script = (prompt: Prompt) => Iterable<Piece> | AsyncIterable<Piece> | { status: number };

/** A promise that a test opens when it has seen enough. */
export function gate(): { opened: Promise<void>; open(): void } {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

/** Says the first sentence of the first passage, with its number: what a good small model would. */
export const quote: Script = function* (prompt) {
  if (prompt.task === "dossier") yield firstQuestion(prompt.user);
  else yield `${sentence(prompt.user)} [1]`;
};

/** Returns the longest line's first sentence of passage `n`. */
export function sentence(user: string, n = 1): string {
  const passage = user.split(`<passage number="${n}"`)[1]?.split(">\n")[1]?.split("</passage>")[0] ?? "NO_ANSWER";
  const line = passage.split("\n").reduce((longest, one) => (one.length > longest.length ? one : longest), "");
  return /^.*?(?:\. |。|$)/.exec(line)![0].trim();
}

function firstQuestion(user: string): string {
  return /^user: (.*)$/m.exec(user)?.[1] ?? "A user needs help.";
}

export class ScriptedModel {
  /** What is played for each request; change it at any time. */
  script: Script = quote;
  readonly prompts: Prompt[] = [];

  private constructor(
    private readonly http: Http,
    readonly url: string,
  ) {}

  static async start(): Promise<ScriptedModel> {
    const http = createServer();
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    const model = new ScriptedModel(http, `http://127.0.0.1:${(http.address() as { port: number }).port}/v1`);
    http.on("request", (request, response) => void model.play(request, response).catch(() => response.destroy()));
    return model;
  }

  async stop(): Promise<void> {
    this.http.closeAllConnections();
    this.http.close();
  }

  private async play(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    if (request.method !== "POST") return void response.end(JSON.stringify({ data: [{ id: "scripted", object: "model", owned_by: "the tests" }] }));
    const prompt = read(body);
    this.prompts.push(prompt);
    const said = this.script(prompt);
    if ("status" in said) return void response.writeHead(said.status, { "content-type": "application/json" }).end('{"error":{"message":"scripted"}}');
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    // Promises among the pieces are waited for by the loop itself, and leave nothing to say.
    for await (const piece of said as AsyncIterable<Exclude<Piece, Promise<unknown>> | undefined>) {
      if (piece === undefined) continue;
      if (typeof piece === "string") chunk(response, piece);
      else if (piece.fault === "stall") return;
      else if (piece.fault === "error") response.write('data: {"error":{"message":"scripted"}}\n\n');
      else return void response.destroy();
    }
    chunk(response, "", "stop");
    response.end("data: [DONE]\n\n");
  }
}

function read(body: string): Prompt {
  const { messages } = JSON.parse(body) as { messages: { role: string; content: string }[] };
  const of = (role: string) => messages.find((message) => message.role === role)?.content ?? "";
  const system = of("system");
  const task = system.startsWith("You tell a support agent") ? "dossier" : system.startsWith("You draft a reply") ? "draft" : "answer";
  return { task, system, user: of("user") };
}

function chunk(response: ServerResponse, content: string, finish: string | null = null): void {
  const data = { id: "scripted", object: "chat.completion.chunk", created: 0, model: "scripted", choices: [{ index: 0, delta: { content }, finish_reason: finish }] };
  response.write(`data: ${JSON.stringify(data)}\n\n`);
}

async function text(request: IncomingMessage): Promise<string> {
  let all = "";
  for await (const part of request) all += part;
  return all;
}
