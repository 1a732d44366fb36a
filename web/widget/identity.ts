/** Who the reader is: named by the page with a signed token, or by the token of an earlier visit, or nobody yet. */

import type { EventName } from "./host";
import type { Keep } from "./keep";

/** How long a page has to answer with a new token. */
const ANSWER_MS_MAX = 10_000;

/** Holds the token that the next `hello` carries. */
export class Identity {
  #jwt: string | undefined;
  #contactToken: string | undefined;
  #answered: (() => void) | undefined;

  constructor(
    private readonly keep: Keep,
    private readonly emit: (event: EventName) => unknown[],
  ) {
    this.#contactToken = keep.session.token;
  }

  get token(): string | undefined {
    return this.#jwt ?? this.#contactToken;
  }

  /** The page says who this is, or that it is nobody. `other`: not the one whose words are kept here. */
  set(jwt: string | null): { changed: boolean; other: boolean } {
    if ((jwt ?? undefined) === this.#jwt) return { changed: false, other: false };
    const before = this.subject();
    const kept = this.keep.session.subject;
    this.#jwt = jwt ?? undefined;
    const now = this.subject();
    this.#answered?.();
    // The same person with a newer token goes on; anybody else never sees what was kept.
    const other = before === undefined ? kept !== now : before !== now;
    if (kept !== undefined && kept !== now) this.keep.forget();
    return { changed: true, other };
  }

  /** `welcome` names an anonymous contact by a token; one named by the page has none. */
  welcomed(contactToken: string | undefined): void {
    if (contactToken !== undefined && this.#jwt === undefined) this.#contactToken = contactToken;
  }

  /** What is kept for the next visit. */
  kept(): { token: string | undefined; subject: string | undefined } {
    return { token: this.#jwt ? this.keep.session.token : this.#contactToken, subject: this.subject() };
  }

  /** Another tab has a token. Returns whether it is not ours. */
  adopt(token: string | undefined): boolean {
    if (this.#jwt !== undefined || token === undefined || token === this.#contactToken) return false;
    this.#contactToken = token;
    return true;
  }

  forget(): void {
    this.#contactToken = undefined;
  }

  /** The server refused the token. Says with what to try next. */
  async refused(): Promise<"renewed" | "anonymous" | "none"> {
    if (this.#jwt === undefined) {
      if (this.#contactToken === undefined) return "none";
      this.#contactToken = undefined;
      return "anonymous";
    }
    const old = this.#jwt;
    await this.#ask();
    if (this.#jwt !== undefined && this.#jwt !== old) return "renewed";
    this.#jwt = undefined;
    this.#contactToken = undefined;
    return "anonymous";
  }

  /** Asks the page for a new token, by its listeners' return value or a call of `identify`. */
  async #ask(): Promise<void> {
    const called = new Promise<void>((resolve) => (this.#answered = resolve));
    const late = new Promise<void>((resolve) => setTimeout(resolve, ANSWER_MS_MAX));
    const answers = this.emit("identify");
    // Nobody listens: nobody will answer.
    if (answers.length === 0) return;
    for (const answer of answers) void Promise.resolve(answer).then((jwt) => this.#take(jwt), () => undefined);
    await Promise.race([called, late]);
    this.#answered = undefined;
  }

  #take(answer: unknown): void {
    if (typeof answer !== "string") return;
    this.#jwt = answer;
    this.#answered?.();
  }

  /** Whom the page's token names. Only to tell people apart here: the server checks it. */
  subject(): string | undefined {
    try {
      const payload = this.#jwt?.split(".")[1]?.replaceAll("-", "+").replaceAll("_", "/");
      const claims = payload && (JSON.parse(atob(payload)) as { sub?: unknown });
      return claims && typeof claims.sub === "string" ? claims.sub : undefined;
    } catch {
      return undefined;
    }
  }
}
