import type { Words } from "../../../api/types";
import { isObject, type Json } from "./path";

export interface Named {
  name: string;
  title: Words;
}

/** The names that stand at a path with `[*]` in it (`$.levels[*].name`), each with the title beside it. */
export function collect(value: Json | undefined, pattern: string): Named[] {
  const parts = pattern.match(/\.[^.[\]]+|\[\*\]/g) ?? [];
  const found: Named[] = [];
  const walk = (here: Json | undefined, i: number, around: Json | undefined): void => {
    const part = parts[i];
    if (part === undefined) {
      const title = isObject(around) && isObject(around.title) ? (around.title as { zh: string; en: string }) : null;
      if (typeof here === "string") found.push({ name: here, title });
    } else if (part === "[*]") {
      if (Array.isArray(here)) for (const item of here) walk(item, i + 1, item);
    } else if (isObject(here)) walk(here[part.slice(1)], i + 1, here);
  };
  walk(value, 0, undefined);
  return found;
}

/** One way to read a reference of ui.json: names of a kind, names inside its definitions, names inside this one. */
export type Ref = { kind: string } | { kind: string; inside: string } | { inside: string };

/** `"dataset|$.columns[*].name"` → its alternatives. */
export function refsOf(text: string): Ref[] {
  return text.split("|").map((one) => {
    const cut = one.indexOf("$");
    if (cut < 0) return { kind: one };
    return cut === 0 ? { inside: one } : { kind: one.slice(0, cut), inside: one.slice(cut) };
  });
}

/** A few words for an entry of a list: its title, else its name, else the first plain values in it, as `say` has them. */
export function summary(value: Json | undefined, words: (text: Words) => string, say: (name: string, value: Json) => string | null = () => null): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map((item) => summary(item, words)).join(", ");
  if (!isObject(value)) return String(value);
  if (typeof value.title === "string" || isObject(value.title)) {
    const title = words(value.title as Words);
    if (title) return title;
  }
  if (typeof value.zh === "string" && typeof value.en === "string") return words({ zh: value.zh, en: value.en });
  if (typeof value.name === "string" && value.name) return value.name;
  return Object.entries(value)
    .filter(([, one]) => typeof one === "string" || typeof one === "number" || Array.isArray(one))
    .slice(0, 3)
    .map(([name, one]) => say(name, one) ?? summary(one, words))
    .filter(Boolean)
    .join(" · ");
}
