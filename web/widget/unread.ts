/** Replies that nobody has seen: how many there are, and the count before the page's title, which is given back exactly as it was. */

import type { State } from "./fold";

/** Returns how many replies the reader has not seen. */
export function unreadOf(state: State, readTo: number): number {
  const read = Math.max(readTo, state.readByUser);
  return state.log.events.filter(
    (event) => event.kind === "message" && event.seq > read && event.body.author.role !== "user" && event.body.answer?.final !== false,
  ).length;
}

/** Shows a count in `document.title`. */
export class TitleCount {
  #own: string | undefined;
  #ours: string | undefined;

  show(n: number): void {
    // A title that is not ours any more is the page's newest.
    if (document.title !== this.#ours) this.#own = document.title;
    if (n > 0) {
      this.#ours = `(${n}) ${this.#own ?? ""}`;
      document.title = this.#ours;
      // The browser tidies white space: what it made of ours is ours.
      this.#ours = document.title;
    } else if (this.#ours !== undefined) {
      if (document.title === this.#ours) document.title = this.#own ?? "";
      this.#ours = undefined;
    }
  }
}
