/** What stays in the browser, and only after the reader has acted: the session, what was not sent yet, what was typed. */

import type { ErrorCode } from "../shared/wire";
import type { Changing } from "./fold";

/** What brings a reader back to their conversation. */
export interface Session {
  token?: string | undefined;
  epoch?: string | undefined;
  conversation?: string | undefined;
  /** Newest event the reader has seen. */
  read?: number | undefined;
  /** Whom the page had named: somebody else's words are never sent in this name. */
  subject?: string | undefined;
  language?: "en" | "zh" | undefined;
  /** The end that the reader did not want to rate. */
  skipped?: string | undefined;
}

/** A frame that waits. What was refused is kept with its reason and not sent again: its words are the reader's. */
export type Kept = Changing & { refused?: ErrorCode };

/** Frames that carry no text. */
const WORDLESS = /^(feedback|handoff|contact|rate|close)$/;
const PARTS = ["", ":outbox", ":draft"] as const;
type Part = (typeof PARTS)[number];

/** The kept things of one inbox. A browser that refuses storage is served from memory. */
export class Keep {
  /** Set once the reader has acted; before that nothing is written. */
  acted = false;
  /** False where the browser refuses to store: then nothing outlives the page. */
  lasting = true;
  readonly #memory = new Map<Part, string>();

  constructor(private readonly inbox: string) {
    this.acted = this.#read("") !== undefined;
  }

  get session(): Session {
    return this.#json<Session>("") ?? {};
  }
  set session(session: Session) {
    this.#write("", JSON.stringify(session));
  }

  get draft(): string {
    return this.#read(":draft") ?? "";
  }
  set draft(text: string) {
    this.#write(":draft", text || undefined);
  }

  /** Frames that were not acknowledged, of all tabs. Anything odd is left out: it could not be shown. */
  get outbox(): Kept[] {
    const kept = this.#json<(Kept & { text?: unknown })[]>(":outbox");
    return Array.isArray(kept) ? kept.filter((frame) => typeof frame?.client_id === "string" && (/^(message|amend)$/.test(frame.type) ? typeof frame.text === "string" : WORDLESS.test(frame.type))) : [];
  }

  /** Puts this tab's waiting frames in place of those it knew before; other tabs' stay. */
  putOutbox(waiting: readonly Kept[], known: ReadonlySet<string>): void {
    const others = this.outbox.filter((frame) => !known.has(frame.client_id));
    const all = [...others, ...waiting];
    this.#write(":outbox", all.length > 0 ? JSON.stringify(all) : undefined);
  }

  /** Forgets everything. */
  forget(): void {
    this.acted = true;
    for (const part of PARTS) this.#write(part, undefined);
    this.acted = false;
  }

  /** Calls back when another tab changes a part, until `signal` ends it. */
  watch(changed: (part: Part, text: string | null) => void, signal: AbortSignal): void {
    const told = (event: StorageEvent) => {
      const part = PARTS.find((one) => event.key === this.#key(one));
      if (part !== undefined || event.key === null) changed(part ?? "", event.newValue);
    };
    addEventListener("storage", told, { signal });
  }

  #key(part: Part): string {
    return `firstline:${this.inbox}${part}`;
  }

  #json<T>(part: Part): T | undefined {
    try {
      return JSON.parse(this.#read(part) ?? "null") ?? undefined;
    } catch {
      return undefined;
    }
  }

  #read(part: Part): string | undefined {
    try {
      if (this.lasting) return localStorage.getItem(this.#key(part)) ?? undefined;
    } catch {
      this.lasting = false;
    }
    return this.#memory.get(part);
  }

  #write(part: Part, text: string | undefined): void {
    if (!this.acted) return;
    if (text === undefined) this.#memory.delete(part);
    else this.#memory.set(part, text);
    try {
      if (text === undefined) localStorage.removeItem(this.#key(part));
      else localStorage.setItem(this.#key(part), text);
    } catch {
      // Full or forbidden: what is in memory serves until the page goes.
      this.lasting = false;
    }
  }
}
