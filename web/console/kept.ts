/** What the browser keeps of an agent besides drafts: what waits to be sent, and what was seen. */

import type { Change } from "./frames";
import { read, write } from "./settings";

/** Conversations whose newest event seen is kept. */
const SEEN_MAX = 2_000;
const outboxKey = (agent: string) => `firstline:outbox:${agent}`;
const endingKey = (agent: string) => `firstline:ending:${agent}`;
const seenKey = (agent: string) => `firstline:seen:${agent}`;

/** Returns the words that an earlier page could not send. */
export function loadOutbox(agent: string): Change[] {
  try {
    return JSON.parse(read(outboxKey(agent)) ?? "[]") as Change[];
  } catch {
    return [];
  }
}

/** Keeps the words that wait. */
export function keepOutbox(agent: string, waiting: readonly Change[]): void {
  write(outboxKey(agent), waiting.length === 0 ? "" : JSON.stringify(waiting));
}

/** Replies that end their case once they are on disk. The wish outlives a reload, as the reply itself does. */
export class Endings {
  private readonly replies: Set<string>;

  /** `waiting`: what was not sent yet; a wish for anything else has had its time. */
  constructor(
    private readonly agent: string,
    waiting: readonly Change[],
  ) {
    const kept = new Set(listIn(endingKey(agent)));
    this.replies = new Set(waiting.flatMap((frame) => (kept.has(frame.client_id) ? [frame.client_id] : [])));
  }

  /** The case is to end with this reply. */
  wish(reply: string): void {
    this.replies.add(reply);
    this.keep();
  }

  /** The reply was answered: returns whether its case was to end with it, once. */
  take(reply: string): boolean {
    const wished = this.replies.delete(reply);
    if (wished) this.keep();
    return wished;
  }

  private keep(): void {
    write(endingKey(this.agent), this.replies.size === 0 ? "" : JSON.stringify([...this.replies]));
  }
}

function listIn(key: string): string[] {
  try {
    return JSON.parse(read(key) ?? "[]") as string[];
  } catch {
    return [];
  }
}

/** Returns the newest event that was in front of the agent, by conversation. */
export function loadSeen(agent: string): Map<string, number> {
  try {
    return new Map(JSON.parse(read(seenKey(agent)) ?? "[]") as [string, number][]);
  } catch {
    return new Map();
  }
}

/** Keeps what was seen; what was seen last stands last. */
export function keepSeen(agent: string, seen: ReadonlyMap<string, number>): void {
  write(seenKey(agent), JSON.stringify([...seen].slice(-SEEN_MAX)));
}

/** A random UUID, also on a page without TLS, where the browser offers none. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
