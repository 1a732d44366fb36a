import { expect, test } from "vitest";

import { bothOf, inLanguage, KINDS, plainOf, scopeOf, textsOf, toneOf, urlOf } from "./notices";
import { enLead } from "./words/en.lead";
import { zhLead } from "./words/zh.lead";

test("what is written in one language is the same for all, in both each reads their own", () => {
  expect(textsOf({ en: " Sign-in fails ", zh: "" })).toBe("Sign-in fails");
  expect(textsOf({ en: "", zh: "登录失败" })).toBe("登录失败");
  expect(textsOf({ en: "Sign-in fails", zh: "登录失败" })).toEqual({ en: "Sign-in fails", zh: "登录失败" });
  expect(textsOf({ en: " ", zh: "" })).toBeUndefined();
  expect([inLanguage("Sign-in fails", "zh"), inLanguage({ en: "a", zh: "b" }, "zh")]).toEqual(["Sign-in fails", "b"]);
});

test("a text comes back into the field of its language", () => {
  expect([bothOf("登录失败"), bothOf("Sign-in fails"), bothOf({ en: "a", zh: "b" }), bothOf(undefined)]).toEqual([{ en: "", zh: "登录失败" }, { en: "Sign-in fails", zh: "" }, { en: "a", zh: "b" }, { en: "", zh: "" }]);
});

test("a scope names only what matters", () => {
  expect(scopeOf({ inbox: "", locale: "zh", topic: " login ", version: "" })).toEqual({ locale: "zh", topic: "login" });
});

test("an address that was cleared is sent empty, which takes it away", () => {
  expect([urlOf(" https://a.example ", undefined), urlOf("", undefined), urlOf(" ", "https://a.example"), urlOf("", null)]).toEqual([{ url: "https://a.example" }, {}, { url: "" }, {}]);
});

test("only an incident that goes on is marked, and each kind has a name in both languages", () => {
  expect(KINDS.map((kind) => [toneOf({ kind, state: "open" }), toneOf({ kind, state: "updated" }), toneOf({ kind, state: "ended" })])).toEqual([
    ["tag amber", "tag amber", "tag line"],
    ["tag", "tag", "tag line"],
  ]);
  for (const words of [enLead, zhLead]) expect(KINDS.map((kind) => words.notice.kinds[kind])).not.toContain(undefined);
});

test("a list shows a notice's words without the marks of its Markdown", () => {
  expect(plainOf("Since 09:10 **error 503** in `login`, see [status](https://status.example.com)")).toBe("Since 09:10 error 503 in login, see status");
});
