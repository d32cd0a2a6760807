import type { Text } from "../../../api/types";

const LONGEST = 48;

/** A valid name (`[a-z][a-z0-9_]*`) made from a title, that none of `taken` has; the kind's own name where the title holds no Latin letters. */
export function nameFrom(title: Text, kind: string, taken: ReadonlySet<string>): string {
  const latin = (text: string) =>
    text
      .normalize("NFKD")
      .replace(/[\u0300-\u036f]/g, "")
      .toLowerCase()
      .replace(/%/g, " percent ")
      .replace(/[^a-z0-9]+/g, "_")
      .replace(/^[_0-9]+|_+$/g, "");
  const wanted = (latin(title.en) || latin(title.zh) || kind).slice(0, LONGEST - 4).replace(/_+$/, "");
  if (!taken.has(wanted)) return wanted;
  for (let i = 2; ; i += 1) if (!taken.has(`${wanted}_${i}`)) return `${wanted}_${i}`;
}

export const isName = (name: string): boolean => /^[a-z][a-z0-9_]*$/.test(name) && name.length <= LONGEST;
