/** Names for frames. */

/** A name no frame ever had: a random UUID. `randomUUID` itself exists on secure pages only. */
export function newId(): string {
  const random = crypto.getRandomValues(new Uint8Array(31));
  let idx = 0;
  return "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replaceAll("x", () => (random[idx++]! % 16).toString(16));
}
