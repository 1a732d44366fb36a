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
  const locale = query.get("locale") ?? query.get("lang") ?? data.locale ?? (document.documentElement.lang || navigator.language);
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
  if (!color) return undefined;
  const rgb = pixelOf(color);
  if (!rgb) {
    console.warn(`Firstline: data-color="${color}" is no colour; write one such as #0a6450.`);
    return undefined;
  }
  const best = [WHITE, INK].map((text) => ({ text, ratio: contrast(rgb, pixelOf(text)!) })).sort((a, b) => b.ratio - a.ratio)[0]!;
  if (best.ratio < CONTRAST_MIN) {
    console.warn(`Firstline: data-color="${color}" has a contrast of ${best.ratio.toFixed(1)} to its text, and ${CONTRAST_MIN} is needed; choose a darker or lighter one.`);
    return undefined;
  }
  return { fill: color, text: best.text };
}

type Rgb = readonly [number, number, number];

/** Paints one pixel: the browser knows every way to write a colour. Nothing where it is none, or lets the page shine through. */
function pixelOf(color: string): Rgb | undefined {
  if (!CSS.supports("color", color) || /^(inherit|initial|unset|revert|currentcolor)/i.test(color)) return undefined;
  const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!brush) return undefined;
  brush.fillStyle = color;
  // Most colours come back as hex; browsers that blur pixels against spies leave that alone.
  const hex = /^#(..)(..)(..)$/.exec(brush.fillStyle)?.slice(1).map((part) => parseInt(part, 16));
  if (hex) return hex as unknown as Rgb;
  brush.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0, alpha] = brush.getImageData(0, 0, 1, 1).data;
  return alpha === 255 ? [r, g, b] : undefined;
}

/** Returns the contrast of two colours, by WCAG 2. */
export function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance([r, g, b]: Rgb): number {
  const linear = (part: number) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}
