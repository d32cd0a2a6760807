import type { DefinitionLine } from "../changes";

/** Those whose name or title, in either language, holds every word that was typed. */
export function found<T extends Pick<DefinitionLine, "name" | "title" | "kind">>(lines: readonly T[], typed: string): T[] {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return lines.filter(({ name, title, kind }) => {
    const text = `${kind} ${name} ${typeof title === "string" ? title : title ? `${title.zh} ${title.en}` : ""}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
