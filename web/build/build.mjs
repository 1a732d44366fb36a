// Builds everything that the binary embeds into dist/: the widget, the console, the demo page, the document reader.
// Three passes, because the widget's loader is one classic script that names the hashed chunk it fetches when somebody opens it.
import { readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "vite";

const web = fileURLToPath(new URL("..", import.meta.url));
const out = join(web, "dist.new");
const assets = "assets/[name]-[hash]";
/** What the loader asks for when the core it knows is gone. */
const NEWEST = "assets/core.js";
const TARGET = ["es2022", "chrome105", "firefox110", "safari16.4"];

/** What one pass has in common with the others. `make` is Rolldown's output. */
const pass = (root, input, output, more = {}) => ({
  root: join(web, root),
  configFile: false,
  logLevel: "warn",
  publicDir: false,
  ...more,
  build: {
    outDir: out,
    emptyOutDir: false,
    target: TARGET,
    modulePreload: false,
    assetsInlineLimit: 0,
    cssMinify: true,
    rolldownOptions: { input, output, preserveEntrySignatures: "strict" },
  },
});

async function passes() {
  const chunk = { entryFileNames: `${assets}.js`, chunkFileNames: `${assets}.js`, assetFileNames: `${assets}.[ext]` };
  const core = await build(pass("widget", join(web, "widget/core.ts"), { ...chunk, format: "es" }, { base: "./" }));
  const entry = core.output.find((file) => file.type === "chunk" && file.isEntry).fileName;
  await build(
    pass("widget", join(web, "widget/loader.ts"), { entryFileNames: "widget.js", format: "iife" }, { define: { __CORE__: JSON.stringify(entry) } }),
  );
  // The same core by a name that outlives upgrades, for pages that were open before one. Nobody loads both, so it counts in no budget.
  await writeFile(join(out, NEWEST), `export * from "./${entry.split("/").at(-1)}";\n`);
  const pages = ["index", "console", "docs", "chat", "case"].map((name) => join(web, `pages/${name}.html`));
  await build(pass("pages", pages, chunk));
}

async function files(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** Writes FILE.br and FILE.gz beside each file, so that the server never compresses. */
async function compress() {
  for (const file of await files(out)) {
    const bytes = await readFile(file);
    await writeFile(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }));
    await writeFile(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  }
}

/** The widget's budgets, compressed, in bytes: what a closed widget costs a page, and all of it. */
const CLOSED_BYTES_MAX = 15_000;
const WHOLE_BYTES_MAX = 30_000;

/**
 * Refuses a widget that has grown over its budget. All but the panel and the words may be there before it is opened.
 * Whole is what one reader loads: everything but the other languages, and the largest language counts.
 */
async function measure(names) {
  const size = async (name) => (await stat(join(out, `${name}.br`))).size;
  const sizes = await Promise.all(names.map(async (name) => [name, await size(name)]));
  const sum = (parts) => parts.reduce((total, [, bytes]) => total + bytes, 0);
  const isWords = ([name]) => name.startsWith("assets/words.");
  const closed = sum(sizes.filter((part) => !isWords(part) && !part[0].includes("panel")));
  const language = sizes.filter(isWords).sort(([, one], [, other]) => other - one)[0];
  const whole = sum(sizes.filter((part) => !isWords(part))) + language[1];
  for (const [name, bytes] of sizes) console.log(`${String(bytes).padStart(7)} B  ${name}`);
  console.log(`widget, brotli: ${closed} B before it is opened (limit ${CLOSED_BYTES_MAX}), ${whole} B whole with its largest language (limit ${WHOLE_BYTES_MAX})`);
  if (closed > CLOSED_BYTES_MAX || whole > WHOLE_BYTES_MAX) throw new Error("the widget is over its budget; see the sizes above");
}

await rm(out, { recursive: true, force: true });
await passes();
await compress();
// The chunks of the widget are those that the loader reaches, itself included.
const reached = new Set(["widget.js"]);
for (const name of reached) {
  const text = await readFile(join(out, name), "utf8");
  const found = (await files(join(out, "assets"))).map((file) => relative(out, file)).filter((file) => file.endsWith(".js") && file !== NEWEST && text.includes(file.split("/").at(-1)));
  for (const file of found) reached.add(file);
}
await measure([...reached]);
await rm(join(web, "dist"), { recursive: true, force: true });
await rename(out, join(web, "dist"));
