import { expect, test } from "vitest";

import { preview } from "./preview";

const text = (words: string) => ({ type: "text", text: words });

test("paragraphs, bold, code and links", () => {
  expect(preview("Set **this** in `a.toml`.\n\nSee [the page](https://example.com/a).")).toEqual([
    { type: "paragraph", inlines: [text("Set "), { type: "strong", inlines: [text("this")] }, text(" in "), { type: "code", text: "a.toml" }, text(".")] },
    { type: "paragraph", inlines: [text("See "), { type: "link", href: "https://example.com/a", inlines: [text("the page")] }, text(".")] },
  ]);
});

test("lists, numbered from where they begin", () => {
  expect(preview("- a\n- b\n\n3. c\n4. d")).toMatchObject([
    { type: "list", ordered: false, items: [[{ inlines: [text("a")] }], [{ inlines: [text("b")] }]] },
    { type: "list", ordered: true, start: 3, items: [[{ inlines: [text("c")] }], [{ inlines: [text("d")] }]] },
  ]);
});

test("a fence keeps its lines, also one that is not closed yet", () => {
  expect(preview("```sh\na **b**\n\nc\n```")).toEqual([{ type: "code", lang: "sh", text: "a **b**\n\nc" }]);
  expect(preview("```\nopen")).toEqual([{ type: "code", text: "open" }]);
});

test("what looks like HTML is text, and a link that may not be followed stays text", () => {
  expect(preview("<img src=x onerror=alert(1)>")).toEqual([{ type: "paragraph", inlines: [text("<img src=x onerror=alert(1)>")] }]);
  expect(preview("[go](javascript:alert(1))")).toEqual([{ type: "paragraph", inlines: [text("[go](javascript:alert(1))")] }]);
});

test("unclosed marks are text, and escapes lose their stroke", () => {
  expect(preview("a ** b ` c [d](")).toEqual([{ type: "paragraph", inlines: [text("a ** b ` c [d](")] }]);
  expect(preview("\\*a\\*")).toEqual([{ type: "paragraph", inlines: [text("*a*")] }]);
});

test("8,000 characters of marks are read at once", () => {
  const started = performance.now();
  for (const mark of ["[", "*", "`", "[a](", "- "]) preview(mark.repeat(8_000 / mark.length));
  expect(performance.now() - started).toBeLessThan(1_000);
});
