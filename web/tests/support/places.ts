/** Where the tests find what they need. */

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const web = fileURLToPath(new URL("../..", import.meta.url));

export const BINARY = process.env.FIRSTLINE_BIN ?? resolve(web, "../target/debug/firstline");
export const CHROMIUM = process.env.FIRSTLINE_CHROMIUM ?? "/usr/bin/chromium";
export const DIST = resolve(web, "dist/index.html");
/** Our own manual, in both languages. */
export const MANUAL = resolve(web, "../docs_corpus");
export const SHOTS = resolve(web, "shots");
export const README_SHOTS = resolve(web, "../docs/screenshots");
export const AXE = resolve(web, "node_modules/axe-core/axe.min.js");

/** Hostile texts that several suites share; they stand beside the project and may be missing. */
const shared = process.env.FIRSTLINE_SHARED ?? resolve(web, "../../shared");
export const HOSTILE_ROWS = resolve(shared, "security/markdown_xss.jsonl");
export const hasHostileRows = existsSync(HOSTILE_ROWS);
