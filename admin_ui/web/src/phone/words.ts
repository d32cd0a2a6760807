/** The texts of the phone client: Chinese is in the first load, English is fetched by whoever reads it. */

import { useSyncExternalStore } from "react";
import { caller } from "./data/api";
import type { Language, Text } from "./data/shapes";
import zh from "./zh.json";

type Tree = { [name: string]: string | Tree };

const REMEMBERED = "navmark.language";
const known: Partial<Record<Language, Map<string, string>>> = { zh: flat(zh as Tree) };
const listeners = new Set<() => void>();
let language: Language = "zh";

function flat(tree: Tree, under = "", into = new Map<string, string>()): Map<string, string> {
  for (const [name, value] of Object.entries(tree)) {
    if (typeof value === "string") into.set(under + name, value);
    else flat(value, `${under}${name}.`, into);
  }
  return into;
}

/** Speaks another language from now on. */
export async function speak(chosen: Language): Promise<void> {
  if (chosen === "en" && !known.en) known.en = flat((await import("./en.json")).default as Tree);
  language = chosen;
  caller.language = chosen;
  localStorage.setItem(REMEMBERED, chosen);
  document.documentElement.lang = chosen === "zh" ? "zh-CN" : "en";
  for (const heard of listeners) heard();
}

/** The language last used on this phone; if its texts cannot be had, Chinese. */
export function startWords(): Promise<void> {
  return speak(localStorage.getItem(REMEMBERED) === "en" ? "en" : "zh").catch(() => speak("zh"));
}

/** A text of ours with its places filled. */
export function t(key: string, values: Record<string, string | number> = {}): string {
  const text = known[language]?.get(key) ?? known.zh?.get(key) ?? key;
  return text.replace(/{{(\w+)}}/g, (_, name: string) => String(values[name] ?? ""));
}

/** The words of a definition. */
export function words(text: Text): string {
  if (typeof text === "string") return text;
  return text?.[language] || text?.zh || text?.en || "";
}

export function spoken(): Language {
  return language;
}

/** Draws anew when the language changes. */
export function useLanguage(): Language {
  return useSyncExternalStore((heard) => {
    listeners.add(heard);
    return () => listeners.delete(heard);
  }, spoken);
}
