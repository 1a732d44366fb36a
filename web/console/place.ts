/** Returns how a place of the documentation is called: its page, and its heading as written where it stands under one. */
export function placeOf({ title, heading }: { title: string; heading?: string | null }): string {
  return heading && heading !== title ? `${title} · ${heading}` : title;
}
