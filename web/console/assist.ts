/** The machine's draft becomes an agent's text: its numbers stay, and a list under it says where they lead. Pure. */

import { safeUrl } from "../shared/blocks";
import type { Citation } from "../shared/wire";
import type { Draft } from "./drafts";
import { placeOf } from "./place";

/** What a draft is made into. */
export interface Prepared {
  text: string;
  citations: Pick<Citation, "n" | "title" | "url">[];
}

/** Numbers the citations that stand in the text anew, from 1; those that nobody names are left out. */
export function prepare(text: string, citations: readonly Pick<Citation, "n" | "title" | "heading" | "url">[]): Prepared {
  const cited = new Map(citations.map((citation) => [citation.n, citation]));
  const used: Prepared["citations"] = [];
  const body = text.replace(/\[(\d{1,4})\]/g, (mark, digits: string) => {
    const citation = cited.get(Number(digits));
    if (!citation) return mark;
    // Two passages of one place are one source for the reader.
    const same = used.find((other) => other.url === citation.url);
    const n = same?.n ?? used.length + 1;
    if (!same) used.push({ n, title: placeOf(citation), url: citation.url });
    return `[${n}]`;
  });
  return { text: body.trim(), citations: used };
}

/**
 * Returns a reply as it goes out. Under words that came from a draft stands a list of the sources they name: a reply is
 * plain Markdown, and without the list nobody could follow the numbers.
 */
export function composed({ reply, drafted }: Pick<Draft, "reply" | "drafted">, base: string, heading: string): Prepared {
  if (!drafted) return { text: reply.trim(), citations: [] };
  const { text, citations } = prepare(reply, drafted.citations);
  if (citations.length === 0) return { text, citations };
  const list = citations.map(({ n, title, url }) => `${n}. ${linked(title, url, base)}`);
  return { text: `${text}\n\n${heading}\n\n${list.join("\n")}`, citations };
}

/** Writes a Markdown link; an address that may not be followed is left out. */
export function linked(title: string, url: string, base: string): string {
  const href = safeUrl(url, base);
  const name = title.replace(/\s+/g, " ").trim().replace(/([\\[\]*_`<>])/g, "\\$1");
  return href === undefined ? name : `[${name}](${href.replaceAll("(", "%28").replaceAll(")", "%29")})`;
}

/** A run of words: kept, put in, or taken out. */
export interface Change {
  is: "same" | "in" | "out";
  text: string;
}

/** Words compared at most: beyond, the table would be larger than the answer is worth. */
const WORDS_MAX = 600;

/** Returns what was changed, word by word; Han characters count as words. */
export function changesOf(before: string, after: string): Change[] {
  const words = (text: string) => text.match(/\p{Script=Han}|[^\s\p{Script=Han}]+|\s+/gu) ?? [];
  const [old, now] = [words(before), words(after)];
  if (old.length > WORDS_MAX || now.length > WORDS_MAX) return before === after ? [{ is: "same", text: after }] : [{ is: "out", text: before }, { is: "in", text: after }];
  // Lengths of the longest common run of words, from each place on.
  const common = Array.from({ length: old.length + 1 }, () => new Uint16Array(now.length + 1));
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      common[i]![j] = old[i] === now[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
  const changes: Change[] = [];
  const put = (is: Change["is"], text: string) => {
    const last = changes.at(-1);
    if (last?.is === is) last.text += text;
    else changes.push({ is, text });
  };
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      put("same", old[i++]!);
      j++;
    } else if (i < old.length && (j >= now.length || common[i + 1]![j]! >= common[i]![j + 1]!)) put("out", old[i++]!);
    else put("in", now[j++]!);
  }
  return changes;
}
