/** Which page an address shows, so that a reload and a link come back to the same place. Pure. */

/** A page of the console. */
export type Page = { is: "cases"; open?: string } | { is: "documents"; show: DocumentsView } | { is: "settings"; show: SettingsView };

/** What the documents page shows. */
export type DocumentsView = "gaps" | "files" | "try";

/** What the settings' page shows. */
export type SettingsView = (typeof SETTINGS_VIEWS)[number];

/** The settings, in the order they are offered. */
export const SETTINGS_VIEWS = ["agents", "policies", "receivers", "notices"] as const;

const VIEWS: readonly string[] = ["gaps", "files", "try"];

/** Returns the page of a path; an unknown one is the list of cases. */
export function pageOf(path: string): Page {
  const [, , room, name] = path.split("/");
  if (room === "documents") return { is: "documents", show: VIEWS.includes(name ?? "") ? (name as DocumentsView) : "gaps" };
  if (room === "settings") return { is: "settings", show: SETTINGS_VIEWS.find((view) => view === name) ?? SETTINGS_VIEWS[0] };
  if (room === "cases" && name) return { is: "cases", open: decodeURIComponent(name) };
  return { is: "cases" };
}

/** Returns the path of a page. */
export function pathOf(page: Page): string {
  if (page.is === "documents") return page.show === "gaps" ? "/console/documents" : `/console/documents/${page.show}`;
  if (page.is === "settings") return `/console/settings/${page.show}`;
  return page.open === undefined ? "/console" : `/console/cases/${encodeURIComponent(page.open)}`;
}
