/** Ends a switch over all cases: a case that was forgotten does not compile. What an unknown server sends never gets here. */
export function never(value: never): never {
  throw new Error(`no case for ${JSON.stringify(value)}`);
}
