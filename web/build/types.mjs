// Generates shared/wire.ts, the TypeScript types of the wire, from the contract files that the server's own types generate.
// `--check` writes nothing and fails where the file has drifted.
import { readFile, writeFile } from "node:fs/promises";
import { compile } from "json-schema-to-typescript";

const contract = (name) => new URL(`../../contract/${name}.json`, import.meta.url);
const target = new URL("../shared/wire.ts", import.meta.url);
const ROOTS = { event: "Event", "chat-frame": "ChatFrame", "chat-server-frame": "ChatServerFrame", "agent-frame": "AgentFrame", "agent-server-frame": "AgentServerFrame" };

/** A tagged variant is written as a reference beside its tag: TypeScript's tool would drop the tag, so both become parts of one whole. */
function whole(node) {
  if (Array.isArray(node)) return node.map(whole);
  if (node === null || typeof node !== "object") return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, whole(value)]));
  if (copy.$ref && copy.properties) {
    const { $ref, description, ...rest } = copy;
    return { description, allOf: [rest, { $ref }] };
  }
  // A description beside a reference would make a second type of the same shape.
  if (copy.$ref && copy.description) return { description: copy.description, allOf: [{ $ref: copy.$ref }] };
  if (copy.oneOf && copy.properties) {
    const { oneOf, description, title, ...rest } = copy;
    return { title, description, allOf: [rest, { oneOf }] };
  }
  return copy;
}

const defs = {};
for (const [file, name] of Object.entries(ROOTS)) {
  const { $defs = {}, $schema, title, ...schema } = whole(JSON.parse(await readFile(contract(file), "utf8")));
  for (const [def, body] of Object.entries($defs)) defs[def] ??= body;
  defs[name] = schema;
}
const types = await compile({ $defs: defs, title: "Wire", type: "object" }, "Wire", {
  additionalProperties: false,
  unreachableDefinitions: true,
  declareExternallyReferenced: true,
  bannerComment: "// Generated from contract/*.json by `npm run types`; never edited by hand.",
  format: true,
  style: { printWidth: 140 },
});
const text = types
  .replace(/export interface Wire \{\s*\}\n/, "")
  .replaceAll(/\/\*\*\n \* This (?:interface|type|enum|enumeration)? ?was referenced by [\s\S]*?\*\/\n/g, "")
  .replaceAll(/ \*\n \* This interface was referenced by [^\n]*\n \* via the `definition` "[^"]*"\.\n/g, "");

if (process.argv.includes("--check")) {
  if ((await readFile(target, "utf8")) !== text) {
    console.error("shared/wire.ts is not what contract/*.json says; run `npm run types` in web/ and commit it.");
    process.exit(1);
  }
} else {
  await writeFile(target, text);
}
