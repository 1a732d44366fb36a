import { describe, expect, test, vi } from "vitest";
import { lengthOf } from "./composer";
import { initials } from "./header";
import { contrast, readSettings } from "./settings";
import { LAUNCHER, TABLE, wordsIn } from "./strings";
import { WORDS as ZH } from "./words.zh";
import { isEnough, marked } from "./suggest";

describe("words", () => {
  test("each is there in both languages, with the same parts", () => {
    expect(Object.keys(TABLE)).toEqual(Object.keys(ZH));
    const parts = (text: string) => [...new Set(text.match(/\{\d\}/g) ?? [])].sort();
    for (const [key, [en, zh]] of Object.entries(TABLE)) {
      expect(en, key).not.toBe("");
      expect(zh, key).not.toBe("");
      expect(parts(zh), key).toEqual(parts(en));
    }
    expect(Object.keys(LAUNCHER.zh)).toEqual(Object.keys(LAUNCHER.en));
  });
  test("neither shouts, nor begs, nor apologises", () => {
    for (const [en, zh] of Object.values(TABLE)) expect(`${en}${zh}`).not.toMatch(/[!！]|please|sorry|亲|哦/i);
  });
  test("Chinese uses its own punctuation", () => {
    for (const [, zh] of Object.values(TABLE)) expect(zh).not.toMatch(/\p{Script=Han}[,;:?!]/u);
  });
  test("numbers choose their form", () => {
    const t = wordsIn("en");
    expect([1, 3].map((n) => t("found", n))).toEqual(["1 document", "3 documents"]);
    expect([0, 1, 2].map((n) => t("ahead", n))).toEqual(["You are first in line.", "1 person is before you.", "2 people are before you."]);
    expect(wordsIn("zh")("ahead", 2)).toBe("前面还有 2 位。");
    expect(wordsIn("zh")("found", 1)).toBe("1 篇文档");
  });
  test("names are put in as they are", () => expect(wordsIn("en")("joined", "$& {1}", "14:11")).toBe("$& {1} joined at 14:11"));
});

describe("suggestions", () => {
  test("begin with two Han characters or three letters", () => {
    expect(["流", "推流", "ab", "abc", "4 1", "410", " . ? "].map(isEnough)).toEqual([false, true, false, true, false, true, false]);
  });
  test("mark what was written, whole words of Latin, pairs of Han", () => {
    const hits = (text: string, question: string) => marked(text, question).filter((part) => part.hit).map((part) => part.text);
    expect(hits("Error codes · 4103", "error 4103 now")).toEqual(["Error", "4103"]);
    expect(hits("Restart the art shop", "art work")).toEqual(["art"]);
    expect(hits("推流地址", "为什么推流断了")).toEqual(["推流"]);
    expect(hits("a (b) [c] .*", "(.*) [c")).toEqual([]);
    expect(marked("<b>x</b>", "").map((part) => part.text).join("")).toBe("<b>x</b>");
  });
});

test("characters are counted as the server counts them", () => expect(lengthOf("a😀字")).toBe(3));
test("initials", () => expect(["Lena", "王小明", " "].map(initials)).toEqual(["LE", "王小", ""]));
test("contrast is that of WCAG 2", () => {
  expect(contrast([255, 255, 255], [0, 0, 0])).toBeCloseTo(21, 1);
  expect(contrast([10, 100, 80], [255, 255, 255])).toBeCloseTo(7.1, 1);
  expect(contrast([119, 119, 119], [255, 255, 255])).toBeCloseTo(4.48, 1);
});

test("the language is the one asked for, else the page's, else the first of the browser's that we speak; our own page has none", () => {
  const spoken = (data: Record<string, string>, { search = "", lang = "", languages = ["fr", "zh-CN", "en"] } = {}) => {
    vi.stubGlobal("location", { search });
    vi.stubGlobal("document", { documentElement: { lang } });
    vi.stubGlobal("navigator", { languages });
    return readSettings({ dataset: data, src: "https://help.example.com/widget.js" } as unknown as HTMLScriptElement).language;
  };
  expect([spoken({}, { lang: "en" }), spoken({ locale: "zh" }, { lang: "en" }), spoken({}), spoken({}, { languages: ["fr"] })]).toEqual(["en", "zh", "zh", "en"]);
  expect([spoken({ page: "" }, { lang: "en" }), spoken({ page: "" }, { lang: "en", search: "?inbox=default&locale=en" }), spoken({ page: "" }, { lang: "en", languages: ["en-GB", "zh"] })]).toEqual(["zh", "en", "en"]);
  vi.unstubAllGlobals();
});

describe("what stays in the browser", () => {
  test("nothing before the reader acts; one that refuses to store is served from memory", async () => {
    const held = new Map<string, string>();
    vi.stubGlobal("localStorage", { getItem: (key: string) => held.get(key) ?? null, setItem: (key: string, text: string) => held.set(key, text), removeItem: (key: string) => held.delete(key) });
    const { Keep } = await import("./keep");
    const keep = new Keep("default");
    keep.draft = "half";
    keep.session = { token: "t" };
    expect(held.size).toBe(0);
    keep.acted = true;
    keep.session = { token: "t" };
    keep.putOutbox([{ type: "message", client_id: "a", text: "a" }], new Set(["a"]));
    expect([...held.keys()]).toEqual(["firstline:default", "firstline:default:outbox"]);
    // Another tab's frames stay; ours are replaced.
    keep.putOutbox([{ type: "message", client_id: "b", text: "b" }], new Set(["b"]));
    expect(keep.outbox.map((frame) => frame.client_id)).toEqual(["a", "b"]);
    expect(new Keep("default").session.token).toBe("t");
    // What was written there by somebody else, or by a build that is gone, stops nothing.
    const odd = [null, "x", { client_id: "x", type: "message" }, { client_id: "y", type: "amend", text: 4 }, { client_id: "z", type: "gone" }, { client_id: "h", type: "handoff" }];
    held.set("firstline:default:outbox", JSON.stringify(odd));
    expect(keep.outbox.map((frame) => frame.client_id)).toEqual(["h"]);
    keep.forget();
    expect(held.size).toBe(0);
    vi.stubGlobal("localStorage", undefined);
    const blocked = new Keep("default");
    blocked.acted = true;
    blocked.draft = "half";
    expect([blocked.draft, blocked.lasting]).toEqual(["half", false]);
    vi.unstubAllGlobals();
  });
});
