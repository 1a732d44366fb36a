/** Draws the server's tree of blocks as elements. Nothing is ever parsed as HTML; a link that is neither http(s) nor mailto stays text. */

import type { Block, Inline } from "./wire";

/** Makes the element of a citation number; nothing where the number points nowhere. */
export type Cite = (n: number) => Node | undefined;

/** How a tree is drawn. */
export interface Drawing {
  cite?: Cite;
  /** Where relative links of our own documents begin; without it they stay text. */
  base?: string;
}

/** Keeps a footnote on the line of its sentence. */
const WORD_JOINER = "\u2060";
/** Deeper than any text needs; the server's own limit is lower. */
const DEPTH_MAX = 32;

/** Returns an address that may be followed, or nothing. */
export function safeUrl(href: string, base?: string): string | undefined {
  try {
    const url = new URL(href, base);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** Returns a link that opens beside the page and tells the other side nothing. */
export function linkTo(href: string, ...children: (Node | string)[]): HTMLAnchorElement {
  const link = element("a", ...children);
  link.href = href;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  return link;
}

/** Replaces the children of `parent` from index `at` by `blocks`; those before stay the same elements, so nothing being read moves. */
export function drawBlocks(parent: Element, blocks: readonly Block[], at = 0, drawing: Drawing = {}): void {
  while (parent.children.length > at) parent.lastElementChild?.remove();
  for (const block of blocks) parent.append(drawBlock(block, drawing, 0));
}

function drawBlock(block: Block, drawing: Drawing, depth: number): HTMLElement {
  if (depth > DEPTH_MAX) return element("p", "…");
  const within = (inlines: readonly Inline[]) => drawInlines(inlines, drawing, depth + 1);
  const nested = (blocks: readonly Block[]) => blocks.map((inner) => drawBlock(inner, drawing, depth + 1));
  switch (block.type) {
    case "paragraph":
      return spoken("p", ...within(block.inlines));
    case "heading": {
      // A message's heading never competes with the page's own outline.
      const heading = spoken(`h${Math.min(6, Math.max(1, block.level))}` as "h1", ...within(block.inlines));
      if (block.id) heading.id = block.id;
      return heading;
    }
    case "list": {
      const items = block.items.map((item) => element("li", ...tight(item, within, nested)));
      const list = element(block.ordered ? "ol" : "ul", ...items);
      list.dir = "auto";
      if (block.ordered && block.start != null && block.start !== 1) (list as HTMLOListElement).start = block.start;
      return list;
    }
    case "quote":
      return spoken("blockquote", ...nested(block.blocks));
    case "code": {
      const pre = element("pre", element("code", block.text));
      pre.dir = "ltr";
      // Long lines scroll inside, so the keyboard must reach them.
      pre.tabIndex = 0;
      return pre;
    }
    case "table": {
      const head = element("thead", element("tr", ...block.header.map((cell) => spoken("th", ...within(cell)))));
      const rows = block.rows.map((row) => element("tr", ...row.map((cell) => spoken("td", ...within(cell)))));
      const scroller = element("div", element("table", head, element("tbody", ...rows)));
      scroller.className = "table";
      scroller.tabIndex = 0;
      return scroller;
    }
    default:
      return unknown(block);
  }
}

/** A list item of one paragraph is drawn without the paragraph. */
function tight(item: readonly Block[], within: (inlines: readonly Inline[]) => Node[], nested: (blocks: readonly Block[]) => Node[]): Node[] {
  const [first, ...rest] = item;
  return first?.type === "paragraph" ? [...within(first.inlines), ...nested(rest)] : nested(item);
}

function drawInlines(inlines: readonly Inline[], drawing: Drawing, depth: number): Node[] {
  return inlines.flatMap((inline, idx) => drawInline(inline, drawing, depth, inlines[idx + 1]?.type === "citation"));
}

function drawInline(inline: Inline, drawing: Drawing, depth: number, isCited: boolean): Node[] {
  if (depth > DEPTH_MAX) return [];
  const within = (inlines: readonly Inline[]) => drawInlines(inlines, drawing, depth + 1);
  switch (inline.type) {
    case "text":
      // A space would let the footnote fall into the next line.
      return [document.createTextNode(isCited ? inline.text.trimEnd() : inline.text)];
    case "strong":
      return [element("strong", ...within(inline.inlines))];
    case "emphasis":
      return [element("em", ...within(inline.inlines))];
    case "code":
      return [element("code", inline.text)];
    case "link": {
      const href = safeUrl(inline.href, drawing.base);
      return href === undefined ? within(inline.inlines) : [linkTo(href, ...within(inline.inlines))];
    }
    case "citation": {
      const cited = drawing.cite?.(inline.n);
      return cited ? [document.createTextNode(WORD_JOINER), cited] : [];
    }
    case "break":
      return [element("br")];
    default:
      return [unknown(inline)];
  }
}

/** A kind this build has never heard of is left out; one that it forgot does not compile. */
function unknown(_kind: never): HTMLElement {
  return element("span");
}

/** Makes an element with children; strings become text. */
export function element<K extends keyof HTMLElementTagNameMap>(name: K, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}

/** An element that finds its own direction from its first strong letter. */
function spoken<K extends keyof HTMLElementTagNameMap>(name: K, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const made = element(name, ...children);
  made.dir = "auto";
  return made;
}
