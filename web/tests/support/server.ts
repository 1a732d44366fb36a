/** The real server as a child process, with its own data folder, documents and settings. */

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Event } from "../../shared/wire";
import { BINARY, MANUAL } from "./places";

const run = promisify(execFile);
/** A debug build indexes the manual in seconds; a machine under load takes longer. */
const READY_MS_MAX = 60_000;

/** What a server is started with. */
export interface Setting {
  /** Documents by path; the manual where they are left out. */
  docs?: Record<string, string>;
  /** Contents of firstline.toml. */
  config?: string;
  /** Base URL of a model. */
  model?: string;
}

/** A row of `GET /v1/conversations`. */
export interface Conversation {
  id: string;
  state: string;
  subject?: string;
  seq: number;
}

/** Returns a port that is free now. A restart needs the same one again, so the server cannot pick. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export class Server {
  private child: ChildProcess | undefined;
  private log = "";
  private watcher: Promise<string> | undefined;

  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly options: string[],
  ) {}

  /** Starts a server and waits until it is ready. */
  static async start({ docs, config, model }: Setting = {}): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), "firstline-browser-"));
    const options = ["--data", join(folder, "data")];
    if (docs) {
      for (const [path, text] of Object.entries(docs)) await put(join(folder, "docs", path), text);
      options.push("--docs", join(folder, "docs"));
    } else options.push("--docs", MANUAL);
    if (config) {
      await put(join(folder, "firstline.toml"), config);
      options.push("--config", join(folder, "firstline.toml"));
    }
    if (model) options.push("--llm-base-url", model, "--llm-model", "scripted");
    const server = new Server(await freePort(), folder, options);
    await server.up();
    return server;
  }

  get host(): string {
    return `127.0.0.1:${this.port}`;
  }
  get url(): string {
    return `http://${this.host}`;
  }

  /** Starts the process on the same port and the same data. */
  async up(): Promise<void> {
    const child = spawn(BINARY, ["serve", "--listen", this.host, ...this.options], { env: clean(), stdio: ["ignore", "pipe", "pipe"] });
    this.child = child;
    child.stderr!.on("data", (data) => (this.log = (this.log + data).slice(-20_000)));
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`the server was not ready in ${READY_MS_MAX} ms:\n${this.log}`)), READY_MS_MAX);
      child.stdout!.on("data", (data) => String(data).includes("listening on") && (clearTimeout(late), resolve()));
      child.once("exit", (code) => (clearTimeout(late), reject(new Error(`the server ended with ${code}:\n${this.log}`))));
    });
  }

  /** Ends the process with no chance to say goodbye. */
  async kill(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }

  /** Ends the process and throws its data away. */
  async stop(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
    if (/panicked at/.test(this.log)) throw new Error(`the server panicked:\n${this.log}`);
  }

  /** Makes an agent, `more` being what the command line takes, and returns the token. */
  async agent(name: string, ...more: string[]): Promise<string> {
    const { stdout } = await run(BINARY, ["agent", "add", name, ...more, ...this.options], { env: clean() });
    return stdout.trim().split(/\s+/).at(-1)!;
  }

  /** Makes a token in which an embedding site names its user. */
  async contactToken(inbox: string, subject: string, claims: Record<string, string> = {}, valid = "1h"): Promise<string> {
    const more = Object.entries(claims).flatMap(([name, value]) => ["--claim", `${name}=${value}`]);
    const { stdout } = await run(BINARY, ["token", "contact", "--inbox", inbox, "--sub", subject, "--valid", valid, ...more, ...this.options], { env: clean() });
    return stdout.trim().split(/\s+/).at(-1)!;
  }

  /** Asks the API as an agent; the first call makes one that only watches. */
  async api<Answer>(path: string): Promise<Answer> {
    this.watcher ??= this.agent("Watcher of the tests");
    const answer = await fetch(this.url + path, { headers: { authorization: `Bearer ${await this.watcher}` } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }

  async conversations(): Promise<Conversation[]> {
    return (await this.api<{ items: Conversation[] }>("/v1/conversations")).items;
  }

  async events(conversation: string): Promise<Event[]> {
    return (await this.api<{ items: Event[] }>(`/v1/conversations/${conversation}/events?after=0&limit=200`)).items;
  }
}

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** The environment without anything that would change the server under test. */
function clean(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(FIRSTLINE|OPENAI)_/.test(name)));
}
