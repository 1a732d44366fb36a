/** Why a receiver was not told: what kind of failure the server's words tell of. Pure. */

/** A kind of failure; `code` is what was answered, where something was. */
export interface Failure {
  is: "status" | "redirect" | "robot" | "noRobot" | "mail" | "late" | "gone" | "broke" | "tls" | "inwards";
  code: string;
}

const KINDS: readonly (readonly [Failure["is"], RegExp])[] = [
  ["status", /^it answers with status (\d+)/],
  ["redirect", /^it redirects/],
  ["robot", /^the robot refuses with code (-?\d+)/],
  ["noRobot", /^it does not answer as a robot/],
  ["mail", /^the mail server refuses with code (\d+)/],
  ["late", /^it does not answer in time|^the mail server does not answer/],
  ["gone", /^no connection to/],
  ["broke", /^the connection broke off|^its answer breaks off/],
  ["tls", /^the mail server's certificate or TLS/],
  ["inwards", /^its address (?:lies in a private network|is one that nobody is told at)/],
];

/** Returns the kind of failure that the server's words tell of, where it is a known one. */
export function failureOf(words: string): Failure | undefined {
  for (const [is, pattern] of KINDS) {
    const found = pattern.exec(words);
    if (found) return { is, code: found[1] ?? "" };
  }
  return undefined;
}
