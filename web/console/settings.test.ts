import { expect, test } from "vitest";

import { loadSettings } from "./settings";

test("a first visit speaks the browser's language; sound and notifications are on until turned off", () => {
  expect(loadSettings(null, ["zh-CN", "en"])).toMatchObject({ language: "zh", theme: "auto", keys: true, sound: true, notify: true, asked: false, away: false });
  expect(loadSettings('{"sound":false,"notify":false}', ["en"])).toMatchObject({ sound: false, notify: false });
});

test("what was chosen holds; what cannot be read counts as nothing chosen", () => {
  expect(loadSettings('{"language":"en","theme":"dark","view":"nonsense"}', ["zh"])).toMatchObject({ language: "en", theme: "dark", view: "waiting" });
  expect(loadSettings("{broken", ["en"]).theme).toBe("auto");
});
