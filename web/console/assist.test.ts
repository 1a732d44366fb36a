import { expect, test } from "vitest";

import { changesOf, composed, linked, prepare } from "./assist";

const BASE = "https://help.example.com";
const cite = (n: number, url: string) => ({ n, title: `Page ${n}`, url });

test("numbers begin anew at 1, in the order they are named; two of one place are one", () => {
  const made = prepare("A.[4] B.[2] C.[7] D.[9]", [cite(2, "/docs/b"), cite(4, "/docs/a"), cite(7, "/docs/a")]);
  expect(made.text).toBe("A.[1] B.[2] C.[1] D.[9]");
  expect(made.citations.map(({ n, url }) => [n, url])).toEqual([[1, "/docs/a"], [2, "/docs/b"]]);
});

test("a reply from a draft goes out with the sources it still names", () => {
  const drafted = { text: "A.[1] B.[2]", citations: [cite(1, "/docs/a"), cite(2, "/docs/b")] };
  expect(composed({ reply: "Only B.[2]", drafted }, BASE, "Sources:").text).toBe("Only B.[1]\n\nSources:\n\n1. [Page 2](https://help.example.com/docs/b)");
  expect(composed({ reply: "My own words.", drafted }, BASE, "Sources:").text).toBe("My own words.");
});

test("an agent's own brackets are left alone", () => {
  expect(composed({ reply: "See [1]." }, BASE, "Sources:").text).toBe("See [1].");
});

test("a link's title cannot break out of it, and what may not be followed is no link", () => {
  expect(linked("A [b] *c*\nd", "/docs/a(1)", BASE)).toBe("[A \\[b\\] \\*c\\* d](https://help.example.com/docs/a%281%29)");
  expect(linked("evil", "javascript:alert(1)", BASE)).toBe("evil");
});

test("changes are marked word by word, in Han too", () => {
  expect(changesOf("the problem is gone", "the problem was gone")).toEqual([
    { is: "same", text: "the problem " },
    { is: "out", text: "is" },
    { is: "in", text: "was" },
    { is: "same", text: " gone" },
  ]);
  expect(changesOf("请重启服务", "请重启")).toEqual([{ is: "same", text: "请重启" }, { is: "out", text: "服务" }]);
});
