/** What our own pages say to the chat that stands on them, in the way any other page would. */

import { tagOf, type Language } from "../shared/when";

/** The part of the chat's interface that our pages use. */
interface Chat {
  open(options?: { draft?: string }): void;
  /** Takes a call by name, as the array before the chat did. */
  push(call: [name: string, ...args: unknown[]]): void;
}

const page = window as { Firstline?: Chat | unknown[] };

/** Returns the chat, once its script has run. */
export function chat(): Chat | undefined {
  return page.Firstline && "open" in page.Firstline ? page.Firstline : undefined;
}

/** Puts the chat into a language, whether its script has run or not. */
export function speakIn(language: Language): void {
  (page.Firstline ??= []).push(["locale", tagOf(language)]);
}
