import { expect, test } from "vitest";

import { faceOf, leftOf } from "./clock";

const HOUR = 3_600_000;
const left = (from: number, due: number, now: number) => {
  const face = faceOf({ from, due }, now);
  return `${face.stand} ${leftOf(face, "en").replace("\u00a0", " ")}`;
};

test("calm, then amber under a quarter with minutes and seconds, then over in words", () => {
  expect(left(0, HOUR, 0.5 * HOUR)).toBe("calm 30 min");
  expect(left(0, HOUR, HOUR - 198_000)).toBe("soon 3:18");
  expect(left(0, HOUR, HOUR + 240_000)).toBe("over 4 min");
});

test("amber above an hour says hours", () => {
  expect(left(0, 24 * HOUR, 19 * HOUR)).toBe("soon 5 h");
});

test("what stands still keeps what was left", () => {
  expect(faceOf({ from: 0, due: HOUR, paused: 0.5 * HOUR }, 5 * HOUR)).toMatchObject({ stand: "paused", share: 0.5, ms: 0.5 * HOUR });
  expect(faceOf({ from: 0, due: HOUR, paused: 1.5 * HOUR }, 5 * HOUR)).toMatchObject({ stand: "over" });
});

test("kept early and kept late tell how far from the promise", () => {
  expect(faceOf({ from: 0, due: HOUR, done: HOUR - 480_000 }, 5 * HOUR)).toMatchObject({ stand: "met", ms: 480_000 });
  expect(faceOf({ from: 0, due: HOUR, done: HOUR + 60_000 }, 5 * HOUR)).toMatchObject({ stand: "late", ms: 60_000 });
});
