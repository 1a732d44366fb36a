/** Reads what the page asks for from the script's `data-` attributes, and the query string where the widget is the page. */

import { languageOf } from "../shared/when";
import type { Settings } from "./host";

/** Texts on a brand's colour: ink or white, whichever reads better. */
const INK = "#13201c", WHITE = "#ffffff";
/** WCAG 2 AA for text. */
const CONTRAST_MIN = 4.5;

/** Returns what a script tag asks for. */
export function readSettings(script: HTMLScriptElement): Settings {
  const data = script.dataset;
  const isPage = data.page !== undefined;
  const query = new URLSearchParams(isPage ? location.search : "");
  const asked = query.get("locale") || query.get("lang") || data.locale;
  // Our own page is written in no language: it speaks the browser's.
  const locale = asked || (!isPage && document.documentElement.lang) || navigator.languages.find((tag) => /^(en|zh)/i.test(tag));
  return {
    inbox: query.get("inbox") || data.inbox || "default",
    base: script.src,
    language: languageOf(locale),
    brand: brandOf(query.get("color") ?? data.color),
    position: data.position === "start" ? "start" : "end",
    theme: data.theme === "light" || data.theme === "dark" ? data.theme : "auto",
    label: data.label?.trim() || undefined,
    page: isPage,
    open: isPage || (data.open !== undefined && data.open !== "false"),
  };
}

/** Returns a brand's colours, or nothing where it cannot be read upon. */
function brandOf(color: string | undefined): Settings["brand"] {
  const rgb = color && readColour(color);
  if (!rgb) {
    if (color) console.warn(`Firstline: data-color="${color}" is no colour that can be checked; write one such as #0a6450.`);
    return undefined;
  }
  const [text, ratio] = [WHITE, INK].map((text) => [text, contrast(rgb, readColour(text)!)] as const).sort((a, b) => b[1] - a[1])[0]!;
  if (ratio >= CONTRAST_MIN) return { fill: color, text };
  console.warn(`Firstline: data-color="${color}" has a contrast of ${ratio.toFixed(1)} to its text; ${CONTRAST_MIN} is needed.`);
  return undefined;
}

/** Red, green, blue: 0 to 255. */
type Rgb = readonly number[];

/** Lets the browser read a colour; nothing where it is none, lets the page shine through, or is outside sRGB. */
function readColour(color: string): Rgb | undefined {
  const brush = document.createElement("canvas").getContext("2d");
  if (!brush || !CSS.supports("color", color)) return undefined;
  brush.fillStyle = color;
  return /^#(..)(..)(..)$/.exec(brush.fillStyle)?.slice(1).map((part) => parseInt(part, 16));
}

/** Returns the contrast of two colours, by WCAG 2. */
export function contrast(one: Rgb, other: Rgb): number {
  const share = (luminance(one) + 0.05) / (luminance(other) + 0.05);
  return Math.max(share, 1 / share);
}

function luminance(rgb: Rgb): number {
  const [r = 0, g = 0, b = 0] = rgb.map((part) => (part <= 10 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
