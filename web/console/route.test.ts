import { expect, test } from "vitest";

import { pageOf, pathOf } from "./route";

test("every page comes back from its address", () => {
  for (const page of [{ is: "cases" }, { is: "cases", open: "a b/c" }, { is: "documents", show: "gaps" }, { is: "documents", show: "try" }, { is: "settings", show: "agents" }] as const) expect(pageOf(pathOf(page))).toEqual(page);
});

test("an unknown address is the list of cases", () => {
  expect([pageOf("/console/reports"), pageOf("/console/settings/none"), pageOf("/console/documents/none")]).toEqual([{ is: "cases" }, { is: "settings", show: "agents" }, { is: "documents", show: "gaps" }]);
});
