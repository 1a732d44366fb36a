/** Skills as a form's rows, and back. Pure. */

/** One row of the form. */
export interface SkillRow {
  name: string;
  level: number;
}

/** Longest name, in characters; the server's own limit. */
export const SKILL_CHARS_MAX = 64;
/** The levels. */
export const LEVELS = [1, 2, 3, 4, 5] as const;

/** Returns the rows of a form, by name. */
export function rowsOf(skills: Readonly<Record<string, number>>): SkillRow[] {
  return Object.entries(skills)
    .map(([name, level]) => ({ name, level }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** Returns the skills of a form. Rows without a name are left out; of two with the same name the name is returned as `twice`. */
export function skillsOf(rows: readonly SkillRow[]): { skills: Record<string, number>; twice: string | undefined } {
  const skills: Record<string, number> = {};
  let twice: string | undefined;
  for (const { name, level } of rows) {
    const trimmed = name.trim();
    if (trimmed === "") continue;
    if (trimmed in skills) twice ??= trimmed;
    skills[trimmed] = level;
  }
  return { skills, twice };
}

/** Returns every skill that somebody has, and the languages, which are skills too. */
export function knownSkills(all: readonly { skills?: Readonly<Record<string, number>> }[]): string[] {
  return [...new Set(["en", "zh", ...all.flatMap((one) => Object.keys(one.skills ?? {}))])].sort((a, b) => a.localeCompare(b));
}
