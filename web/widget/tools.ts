/** What the parts of the panel share. Types alone; the panel makes them. */

import type { Chat } from "./core";
import type { Words } from "./words";

/** What every part of the panel has at hand. */
export interface Tools {
  chat: Chat;
  /** Says something in the reader's language. */
  t: Words;
  /** What was typed into a card, kept while its row is drawn anew. */
  notes: Map<string, string>;
  /** Folds a card away. */
  fold(key: string): void;
  /** Draws everything anew, where something that only the view knows has changed. */
  refresh(): void;
  /** Asks for a person, and shows what is promised as soon as it is. */
  callPerson(): void;
  /** Puts the cursor into the composer. */
  write(): void;
  /** Tells a screen reader at once. */
  alert(text: string): void;
  /** Tells a screen reader when it is idle; replaces what was told before. */
  status(text: string): void;
  /** A time of day, on the reader's clock. */
  time(at: number): string;
  /** Lets an element find its direction, and names the language of what it says. */
  says<E extends Element>(element: E, text: string): E;
  /** A way to a document or page, which counts as opened when it is followed; plain words where the address is none. */
  link(url: string | null | undefined, words: string, doc?: string, reply?: string): HTMLElement;
}
