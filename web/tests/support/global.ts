/** Says what is missing before the first browser starts, instead of letting every test fail in its own way. */

import { existsSync } from "node:fs";
import { BINARY, CHROMIUM, DIST } from "./places";

export default function setup(): void {
  const missing = [
    [BINARY, "the server; build it with `cargo build`, or name one in FIRSTLINE_BIN"],
    [DIST, "the front end; build it with `npm run build` in web/"],
    [CHROMIUM, "Chromium; install your system's package of that name, or name one in FIRSTLINE_CHROMIUM"],
  ].filter(([path]) => !existsSync(path!));
  if (missing.length === 0) return;
  throw new Error(`The browser tests cannot start. Missing:\n${missing.map(([path, what]) => `  ${path}: ${what}`).join("\n")}`);
}
