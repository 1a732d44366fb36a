/** What our own pages say to the chat that stands on them, in the way any other page would. */

import { tagOf, type Language } from "../shared/when";

/** The part of the chat's interface that our pages use. */
interface Chat {
  open(options?: { draft?: string }): void;
}

/** Returns the chat, once its script has run. */
export function chat(): Chat | undefined {
  return (window as { Firstline?: Chat }).Firstline;
}

/** Puts the chat into a language, whether its script has run or not. */
export function speakIn(language: Language): void {
  const script = document.querySelector<HTMLScriptElement>('script[src="/widget.js"]');
  if (script) script.dataset.locale = tagOf(language);
}
