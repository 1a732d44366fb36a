/** Reads what a page shows as a tree and finds whatever a hostile text may have made of it. */

import type { BrowserContext, Page } from "playwright-core";

/** A row of the shared list of hostile texts. */
export interface Row {
  id: string;
  payload: string;
  must_not: string[];
  must_text?: string[];
  note: string;
  soft?: boolean;
}

/** What went wrong, and where. */
export type Finding = string;

/** Makes the function that hostile texts call. Returns who called it. */
export async function watchForExecution(context: BrowserContext): Promise<unknown[]> {
  const calls: unknown[] = [];
  await context.exposeFunction("__flx", (n: unknown) => void calls.push(n));
  await context.addInitScript(() => {
    window.alert = (text) => void (window as unknown as { __flx(n: unknown): void }).__flx(text);
  });
  return calls;
}

/** Judges what a page shows below each element that `within` finds, shadow trees included. */
export async function judge(page: Page, within: string, row: Row): Promise<Finding[]> {
  const { html, text, odd } = await page.evaluate(read, { within, payload: row.payload });
  const found = [...odd];
  for (const pattern of row.must_not) {
    const hit = pattern.startsWith("re:") ? new RegExp(pattern.slice(3), "is").test(html) : html.toLowerCase().includes(pattern.toLowerCase());
    // A cell of a spreadsheet is no page.
    if (hit && !pattern.startsWith("re:^")) found.push(`stands in the page: ${pattern}`);
  }
  if (html === "") found.push(`nothing is shown at ${within}`);
  for (const wanted of row.must_text ?? []) if (!text.includes(wanted)) found.push(`not shown as text: ${wanted}`);
  return found;
}

/** Writes a tree so that nothing inside an attribute or a text can look like markup. Runs in the page. */
function read({ within, payload }: { within: string; payload: string }): { html: string; text: string; odd: string[] } {
  const odd: string[] = [];
  const harmless = /^(?:https?:|mailto:|[/#])/i;
  const leads = new Set(["href", "src", "action", "formaction", "srcset", "poster", "data", "xlink:href", "background"]);
  const written = (node: Node): string => {
    if (node instanceof Text) return node.data.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    if (!(node instanceof Element || node instanceof ShadowRoot)) return "";
    const inner = () => [...node.childNodes].map(written).join("");
    if (node instanceof ShadowRoot) return inner();
    // Our own faces write in bold too; what counts is whether the hostile text made something bold.
    const name = node.localName === "b" && !payload.includes(node.textContent) ? "span" : node.localName;
    if (["script", "iframe", "object", "embed", "img", "video", "audio", "base", "meta", "link", "marquee", "frame"].includes(name)) odd.push(`element ${name}`);
    const attributes = [...node.attributes].map(({ name: key, value }) => {
      if (key.startsWith("on")) odd.push(`attribute ${key} of ${name}`);
      if (leads.has(key) && !harmless.test(value.replace(/[\0- ]/g, ""))) odd.push(`${key}="${value}" of ${name}`);
      if (key === "style" && /url\(/i.test(value)) odd.push(`style="${value}" of ${name}`);
      // What neither leads anywhere nor runs is words, for a tooltip or a screen reader.
      if (!leads.has(key) && key !== "style" && !key.startsWith("on")) return ` ${key}`;
      return ` ${key}="${value.replace(/[\s"'<>]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`)}"`;
    });
    return `<${name}${attributes.join("")}>${node.shadowRoot ? written(node.shadowRoot) : ""}${inner()}</${name}>`;
  };
  const everywhere = (root: Document | ShadowRoot): Element[] => [
    ...root.querySelectorAll(within),
    ...[...root.querySelectorAll("*")].flatMap((element) => (element.shadowRoot ? everywhere(element.shadowRoot) : [])),
  ];
  const places = everywhere(document);
  return { html: places.map(written).join("\n"), text: places.map((place) => place.textContent).join("\n"), odd: [...new Set(odd)] };
}
