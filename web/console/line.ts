/** The line to the server: frames in, frames out, and one answer to each change. It decides nothing. */

import { Connection, type Phase } from "../shared/socket";
import type { AgentFrame } from "../shared/wire";
import { type Change, KNOWN, type ServerFrame } from "./frames";
import { newId } from "./kept";

/** A change that was not carried out. */
export interface Refusal {
  is: "refused";
  code: string;
  message: string;
}

/** What became of a change. */
export type Answer = { is: "done"; conversation: string; seq: number } | Refusal;

/** A change before it has its name. */
export type Wish = Change extends infer C ? (C extends Change ? Omit<C, "client_id"> : never) : never;

/** Who listens. */
export interface Listening {
  frame(frame: ServerFrame): void;
  phase(phase: Phase): void;
  /** What the server has not acknowledged, in order. */
  outbox(frames: readonly Change[]): void;
  /** A change was answered, also one that an earlier page asked for. */
  answered(frame: Change, answer: Answer): void;
}

export class Line {
  private connection: Connection<AgentFrame, ServerFrame> | undefined;
  /** Who waits for the answer to a change. */
  private readonly asking = new Map<string, (answer: Answer) => void>();
  /** Changes under way, also those of an earlier page. */
  private readonly sent = new Map<string, Change>();

  constructor(private readonly on: Listening) {}

  /** Opens the line; `waiting` are changes that an earlier page could not send. */
  open(waiting: readonly Change[]): void {
    this.close();
    for (const frame of waiting) this.sent.set(frame.client_id, frame);
    const url = new URL("/v1/agent", location.href);
    url.protocol = url.protocol.replace("http", "ws");
    this.connection = new Connection<AgentFrame, ServerFrame>({
      url: url.href,
      // The session's cookie says who we are.
      hello: () => ({ type: "hello" }),
      known: KNOWN,
      onFrame: (frame) => this.receive(frame),
      onPhase: this.on.phase,
      onOutbox: (frames) => this.on.outbox(frames as readonly Change[]),
      onUnauthorized: () => false,
    });
    this.connection.open(waiting);
  }

  close(): void {
    this.connection?.close();
    this.connection = undefined;
  }

  /** Tries again now. */
  retry(): void {
    this.connection?.retry();
  }

  /** Sends a frame that changes nothing; without a connection it is dropped. */
  tell(frame: AgentFrame): void {
    this.connection?.send(frame);
  }

  /** Sends a change and waits for its answer, over lost connections too. */
  ask(wish: Wish, name = newId()): Promise<Answer> {
    const frame = { ...wish, client_id: name } as Change;
    return new Promise((resolve) => {
      this.asking.set(frame.client_id, resolve);
      this.sent.set(frame.client_id, frame);
      this.connection?.send(frame);
    });
  }

  private receive(frame: ServerFrame): void {
    this.on.frame(frame);
    if (frame.type === "ack") this.answer(frame.client_id, { is: "done", conversation: frame.conversation, seq: frame.seq });
    if (frame.type !== "error" || !frame.client_id) return;
    // Refused for now only: the connection sends these again by itself.
    if (frame.code === "rate_limited" || frame.code === "unavailable") return;
    this.answer(frame.client_id, { is: "refused", code: frame.code, message: frame.message });
  }

  private answer(clientId: string, answer: Answer): void {
    const frame = this.sent.get(clientId);
    const asked = this.asking.get(clientId);
    this.sent.delete(clientId);
    this.asking.delete(clientId);
    if (frame) this.on.answered(frame, answer);
    asked?.(answer);
  }
}
