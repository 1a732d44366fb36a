/** The wire without a face: fills a server with conversations in no time. */

import { randomUUID } from "node:crypto";
import type { AgentFrame, AgentServerFrame, ChatFrame, ChatServerFrame } from "../../shared/wire";
import type { Server } from "./server";

const ANSWER_MS_MAX = 20_000;

/** A frame that changes something, before it is named. */
type Unnamed<Frame> = Frame extends { client_id: string } ? Omit<Frame, "client_id"> : never;

class LineOf<Sent extends { type: string }, Received extends { type: string }> {
  readonly received: Received[] = [];
  private readonly watchers = new Set<() => void>();

  protected constructor(private readonly socket: WebSocket) {
    socket.addEventListener("message", ({ data }) => {
      this.received.push(JSON.parse(String(data)) as Received);
      for (const watcher of this.watchers) watcher();
    });
  }

  protected static async opened(url: string): Promise<WebSocket> {
    const socket = new WebSocket(url, "firstline.v1");
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve, { once: true });
      socket.addEventListener("error", () => reject(new Error(`no socket at ${url}`)), { once: true });
    });
    return socket;
  }

  send(frame: Sent): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** Waits for a frame, also one that has come already. */
  until<Found extends Received>(wanted: (frame: Received) => frame is Found): Promise<Found>;
  until(wanted: (frame: Received) => boolean): Promise<Received>;
  until(wanted: (frame: Received) => boolean): Promise<Received> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no such frame came: ${wanted}; last: ${JSON.stringify(this.received.slice(-3))}`)), ANSWER_MS_MAX);
      const look = () => {
        const found = this.received.find(wanted);
        if (!found) return;
        clearTimeout(late);
        this.watchers.delete(look);
        resolve(found);
      };
      this.watchers.add(look);
      look();
    });
  }

  /** Sends a frame that changes something and waits for its receipt. Returns its `seq`. */
  async put(frame: Unnamed<Sent>): Promise<{ conversation: string; seq: number }> {
    const client_id = randomUUID();
    this.send({ ...frame, client_id } as unknown as Sent);
    const answer = (await this.until((received) => (received as { client_id?: string }).client_id === client_id && ["ack", "error"].includes(received.type))) as unknown as {
      type: string;
      conversation: string;
      seq: number;
    };
    if (answer.type === "error") throw new Error(`${(frame as { type?: string }).type} was refused: ${JSON.stringify(answer)}`);
    return answer;
  }

  close(): void {
    this.socket.close();
  }
}

/** A contact. */
export class UserLine extends LineOf<ChatFrame, ChatServerFrame> {
  static async to(server: Server, token?: string, more: Partial<Extract<ChatFrame, { type: "hello" }>> = {}): Promise<UserLine> {
    const line = new UserLine(await LineOf.opened(`ws://${server.host}/v1/chat`));
    line.send({ type: "hello", inbox: "default", ...(token ? { token } : {}), ...more });
    await line.until((frame) => frame.type === "caught_up");
    return line;
  }

  /** Says the first thing and waits for the answer. */
  async ask(text: string, context?: Record<string, string>): Promise<string> {
    const { conversation } = await this.put({ type: "message", text, ...(context ? { context } : {}) });
    await this.until((frame) => frame.type === "event" && (frame.kind === "turn_ended" || frame.kind === "queued"));
    return conversation;
  }

  /** The token that brings this contact back. */
  get token(): string {
    const welcome = this.received.find((frame) => frame.type === "welcome") as { contact_token?: string | null };
    return welcome.contact_token!;
  }
}

/** An agent. */
export class AgentLine extends LineOf<AgentFrame, AgentServerFrame> {
  static async to(server: Server, token: string): Promise<AgentLine> {
    const line = new AgentLine(await LineOf.opened(`ws://${server.host}/v1/agent`));
    line.send({ type: "hello", token });
    await line.until((frame) => frame.type === "caught_up");
    return line;
  }

  /** Takes a case. Returns the claim's number. */
  async take(conversation: string): Promise<number> {
    return (await this.put({ type: "claim", conversation })).seq;
  }
}
