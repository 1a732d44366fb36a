/** Small means to build elements. Everything that is said becomes text, never HTML. */

import { element } from "../shared/blocks";
import { type Language, tagOf } from "../shared/when";

type Child = Node | string | false | null | undefined;

/** Makes an element with a class and children. */
export function h<K extends keyof HTMLElementTagNameMap>(name: K, className: string, ...children: Child[]): HTMLElementTagNameMap[K] {
  const made = element(name, ...children.filter((child): child is Node | string => !!child));
  if (className) made.className = className;
  return made;
}

/** Sets attributes; `undefined` takes one away. */
export function set<E extends Element>(element: E, attributes: Record<string, string | boolean | undefined>): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : value);
  }
  return element;
}

/** Makes a button. `id` finds it again after its row is drawn anew. A busy one keeps its words and its focus. */
export function button(className: string, id: string, act: () => void, ...children: Child[]): HTMLButtonElement {
  const made = h("button", className, ...children);
  made.type = "button";
  made.dataset.id = id;
  made.onclick = () => {
    if (made.getAttribute("aria-disabled") !== "true") act();
  };
  return made;
}

/** Marks what a button does as under way. */
export function busy<E extends Element>(element: E, is: boolean): E {
  return set(element, { "aria-disabled": is ? "true" : undefined, "aria-busy": is ? "true" : undefined });
}

const ICONS = {
  mark: "M2.5 8.4h8M2.5 12.2h5",
  close: "M4 4l8 8M12 4l-8 8",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  send: "M8 13V3.5M4 7.2l4-4 4 4",
  stop: "M5 5h6v6H5z",
  doc: "M4 1.8h5.2L12.5 5v9.2H4zM9 2v3.2h3.3M6 8h4.5M6 10.8h4.5",
  person: "M8 2.5a2.7 2.7 0 1 1 0 5.4a2.7 2.7 0 1 1 0-5.4M2.8 14c.5-3 2.5-4.3 5.2-4.3s4.7 1.3 5.2 4.3",
  check: "M3 8.5l3.3 3.3L13 4.8",
  check2: "M1.5 8.5l3 3.2 6-6.9M7.5 11l.8.7 6.2-6.9",
  clock: "M8 2a6 6 0 1 1 0 12a6 6 0 1 1 0-12M8 4.5V8l2.4 1.6",
  warn: "M8 2.2l6.3 11.3H1.7zM8 6.5v3.3M8 11.7v.1",
  off: "M2 2l12 12M2.2 7c3.5-3.2 8-3.2 11.6 0M4.7 9.7c2-1.8 4.6-1.8 6.6 0M8 12.5h.01",
  edit: "M10.5 3l2.5 2.5L6 12.5l-3 .5.5-3zM9 4.5L11.5 7",
} as const;

/** Draws an icon. It says nothing by itself. */
export function icon(name: keyof typeof ICONS, className = "i"): SVGSVGElement {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  set(made, { viewBox: "0 0 16 16", "aria-hidden": "true", class: `${className} i-${name}` });
  const path = (d: string, width?: string) => made.append(set(document.createElementNS("http://www.w3.org/2000/svg", "path"), { d, ...(width ? { "stroke-width": width } : {}) }));
  if (name === "mark") path("M2.5 4h11", "2.6");
  path(ICONS[name], name === "mark" ? "1.3" : undefined);
  return made;
}

/** Returns the language tag of a piece of text, where it is not the panel's: glyphs and line height depend on it. */
export function langOf(text: string, language: Language): string | undefined {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  if (han + latin === 0) return undefined;
  const other: Language = han * 3 > latin ? "zh" : "en";
  return other === language ? undefined : tagOf(other);
}
