import { expect, test } from "vitest";

import { knownSkills, rowsOf, skillsOf } from "./skills";

test("rows of a form come by name and go back as they were", () => {
  const skills = { zh: 5, billing: 3 };
  expect(rowsOf(skills)).toEqual([{ name: "billing", level: 3 }, { name: "zh", level: 5 }]);
  expect(skillsOf(rowsOf(skills))).toEqual({ skills, twice: undefined });
});

test("a row without a name is left out, a name that stands twice is told", () => {
  expect(skillsOf([{ name: " billing ", level: 2 }, { name: "  ", level: 1 }, { name: "billing", level: 4 }])).toEqual({ skills: { billing: 4 }, twice: "billing" });
});

test("languages are skills that everybody can be given", () => {
  expect(knownSkills([{ skills: { video: 2 } }, {}])).toEqual(["en", "video", "zh"]);
});
