import { expect, test } from "vitest";

import { en } from "./words/en";
import { zh } from "./words/zh";

/** Every path of a tree of words, with what kind of thing stands there. */
function paths(tree: object, under = ""): string[] {
  return Object.entries(tree).flatMap(([key, value]: [string, unknown]) => {
    const path = `${under}${key}`;
    return typeof value === "object" && value !== null ? paths(value, `${path}.`) : [`${path}: ${typeof value}`];
  });
}

const strings = (tree: object): string[] =>
  Object.values(tree).flatMap((value: unknown) => (typeof value === "string" ? [value] : typeof value === "object" && value !== null ? strings(value) : []));

test("both languages say the same things", () => {
  expect(paths(zh).sort()).toEqual(paths(en).sort());
});

test("nobody shouts, and Chinese sentences have Chinese punctuation", () => {
  for (const words of [...strings(en), ...strings(zh)]) expect(words).not.toMatch(/[!！]/);
  for (const words of strings(zh)) expect(words).not.toMatch(/\p{Script=Han}[,;:?]|\p{Script=Han}\.$/u);
});
