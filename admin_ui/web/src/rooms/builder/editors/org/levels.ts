import type { Level } from "./org";

/** A free name for a new level. */
export function levelName(levels: readonly { name: string }[]): string {
  const taken = new Set(levels.map(({ name }) => name));
  for (let i = levels.length + 1; ; i += 1) if (!taken.has(`level_${i}`)) return `level_${i}`;
}

/** The levels with those that a table brings (highest first) added at the end; where the table's top unit has a level of another word, the first level is called so. */
export function withLevels(levels: readonly Level[], words: readonly string[], top: string | null): Level[] {
  const made: Level[] = levels.map((level) => ({ ...level }));
  for (const word of words) {
    const [first] = made;
    if (word === top && first) made[0] = { ...first, title: { zh: word, en: word } };
    else made.push({ name: levelName(made), title: { zh: word, en: word } });
  }
  return made;
}

export function movedBy<T>(list: readonly T[], at: number, by: number): T[] {
  const next = [...list];
  const [one] = next.splice(at, 1);
  if (one !== undefined) next.splice(Math.max(0, Math.min(list.length - 1, at + by)), 0, one);
  return next;
}
