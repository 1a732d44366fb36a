/**
 * A preview of a reply being written: paragraphs, lists, code, bold, links, drawn by the same tree as messages.
 * The server's own parser decides what is shown in the end; this knows the little that agents write.
 */

import { safeUrl } from "../shared/blocks";
import type { Block, Inline } from "../shared/wire";

/** Blocks drawn at most. */
const BLOCKS_MAX = 500;

/** Returns the blocks of a text. */
export function preview(text: string): Block[] {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length && blocks.length < BLOCKS_MAX) {
    const line = lines[at]!;
    const fence = /^ {0,3}(`{3,}|~{3,})\s*(\S*)/.exec(line);
    if (fence) {
      const end = lines.findIndex((other, index) => index > at && other.trim().startsWith(fence[1]!));
      const last = end < 0 ? lines.length : end;
      blocks.push({ type: "code", text: lines.slice(at + 1, last).join("\n"), ...(fence[2] ? { lang: fence[2] } : {}) });
      at = last + 1;
    } else if (line.trim() === "") {
      at++;
    } else if (itemOf(line)) {
      const { block, next } = listFrom(lines, at);
      blocks.push(block);
      at = next;
    } else {
      let next = at + 1;
      while (next < lines.length && lines[next]!.trim() !== "" && !itemOf(lines[next]!) && !/^ {0,3}(`{3,}|~{3,})/.test(lines[next]!)) next++;
      blocks.push({ type: "paragraph", inlines: inlinesOf(lines.slice(at, next).map((part) => part.trim()).join("\n")) });
      at = next;
    }
  }
  return blocks;
}

/** Returns the number of an item, 0 for a dot, with its text; nothing where the line is none. */
function itemOf(line: string): { n: number; text: string } | undefined {
  const found = /^ {0,3}(?:([-*+])|(\d{1,9})[.)])\s+(.*)$/.exec(line);
  return found ? { n: found[2] === undefined ? 0 : Number(found[2]), text: found[3]! } : undefined;
}

function listFrom(lines: readonly string[], from: number): { block: Block; next: number } {
  const first = itemOf(lines[from]!)!;
  const ordered = /^ {0,3}\d/.test(lines[from]!);
  const texts: string[] = [];
  let next = from;
  for (; next < lines.length; next++) {
    const line = lines[next]!;
    const item = itemOf(line);
    if (item && /^ {0,3}\d/.test(line) === ordered) texts.push(item.text);
    else if (item || line.trim() === "") break;
    else texts.push(`${texts.pop()!}\n${line.trim()}`);
  }
  const items = texts.map((text): Block[] => [{ type: "paragraph", inlines: inlinesOf(text) }]);
  return { block: { type: "list", ordered, ...(ordered ? { start: first.n } : {}), items }, next };
}

/** Code, bold, links, line breaks; everything else is text. An unclosed mark is text too. */
function inlinesOf(text: string): Inline[] {
  const inlines: Inline[] = [];
  const marks = /`([^`\n]+)`|\*\*([^*\n]+)\*\*|\[((?:\\.|[^\]\\\n]){1,400})\]\(([^()\s]+)\)|<(https?:\/\/[^\s<>]+)>|\\([\\`*_[\]<>()])| {0,2}\n/g;
  let end = 0;
  const put = (part: string) => {
    if (part === "") return;
    const last = inlines.at(-1);
    if (last?.type === "text") last.text += part;
    else inlines.push({ type: "text", text: part });
  };
  for (const found of text.matchAll(marks)) {
    put(text.slice(end, found.index));
    end = found.index + found[0].length;
    const [whole, code, strong, name, href, address, escaped] = found;
    const target = href ?? address;
    if (code !== undefined) inlines.push({ type: "code", text: code });
    else if (strong !== undefined) inlines.push({ type: "strong", inlines: [{ type: "text", text: strong }] });
    else if (target !== undefined && safeUrl(target) !== undefined) inlines.push({ type: "link", href: target, inlines: [{ type: "text", text: unescaped(name ?? target) }] });
    else if (escaped !== undefined) put(escaped);
    else if (whole.endsWith("\n")) inlines.push(whole.length > 2 ? { type: "break" } : { type: "text", text: "\n" });
    else put(whole);
  }
  put(text.slice(end));
  return inlines;
}

function unescaped(text: string): string {
  return text.replace(/\\([\\`*_[\]<>()])/g, "$1");
}
