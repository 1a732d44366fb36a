/** Which act a key asks for. Pure; the page decides what may be done. */

/** Acts that have a key. */
export type KeyedAct =
  | "palette"
  | "search"
  | "keys"
  | "next"
  | "previous"
  | "claim"
  | "claimNext"
  | "takeOffer"
  | "declineOffer"
  | "reply"
  | "note"
  | "draft"
  | "insert"
  | "send"
  | "sendResolve"
  | "resolve"
  | "transfer"
  | "severity"
  | "release"
  | "contactView"
  | "queue"
  | "side"
  | "cases"
  | "documents"
  | "tryQuestion"
  | "settings"
  | "back";

/** The keys of each act, as shown: `Ctrl` is Cmd on a Mac. */
export const KEYS: Record<KeyedAct, readonly string[]> = {
  palette: ["Ctrl", "K"],
  search: ["/"],
  keys: ["?"],
  next: ["J"],
  previous: ["K"],
  claim: ["C"],
  claimNext: ["Shift", "C"],
  takeOffer: ["O"],
  declineOffer: ["Shift", "O"],
  reply: ["R"],
  note: ["N"],
  draft: ["A"],
  insert: ["I"],
  send: ["Ctrl", "↵"],
  sendResolve: ["Ctrl", "Shift", "↵"],
  resolve: ["E"],
  transfer: ["T"],
  severity: ["S"],
  release: ["B"],
  contactView: ["V"],
  queue: ["["],
  side: ["]"],
  cases: ["G", "C"],
  documents: ["G", "D"],
  tryQuestion: ["Y"],
  settings: ["G", "S"],
  back: ["Esc"],
};

/** A key that was pressed, and where. */
export interface Pressed {
  key: string;
  ctrl: boolean;
  shift: boolean;
  meta: boolean;
  alt: boolean;
  /** In a text field: single keys write there. */
  inText: boolean;
  mac: boolean;
  /** Single keys are turned on. */
  single: boolean;
  /** `G` was pressed a moment ago. */
  afterG: boolean;
}

/** How long `G` waits for the second key, in milliseconds. */
export const AFTER_G_MS = 400;

/** Returns the act; `g` where a second key is waited for. */
export function actOf(pressed: Pressed): KeyedAct | "g" | undefined {
  const { key, ctrl, meta, shift, alt, inText, mac, single, afterG } = pressed;
  if (key === "Escape") return "back";
  const command = mac ? meta : ctrl;
  const other = mac ? ctrl : meta;
  if (alt || other) return undefined;
  if (command) {
    if (key === "Enter") return shift ? "sendResolve" : "send";
    return key.toLowerCase() === "k" && !shift ? "palette" : undefined;
  }
  if (inText || !single) return undefined;
  const letter = key.toLowerCase();
  if (afterG && !shift) return letter === "c" ? "cases" : letter === "d" ? "documents" : letter === "s" ? "settings" : undefined;
  if (letter === "c" && shift) return "claimNext";
  if (letter === "o" && shift) return "declineOffer";
  // What stands on the key counts, however it is reached: `?` and `/` need Shift on some layouts.
  if (key in SIGNS) return SIGNS[key];
  return shift ? undefined : LETTERS[letter];
}

const SIGNS: Record<string, KeyedAct> = { "/": "search", "?": "keys", "[": "queue", "]": "side" };
const LETTERS: Record<string, KeyedAct | "g"> = {
  j: "next",
  k: "previous",
  c: "claim",
  o: "takeOffer",
  r: "reply",
  n: "note",
  a: "draft",
  i: "insert",
  e: "resolve",
  t: "transfer",
  s: "severity",
  b: "release",
  v: "contactView",
  y: "tryQuestion",
  g: "g",
};

/** Returns the keys as this machine names them. */
export function shownKeys(act: KeyedAct, mac: boolean): readonly string[] {
  return KEYS[act].map((key) => (mac && key === "Ctrl" ? "⌘" : mac && key === "Shift" ? "⇧" : key));
}
