import type { Language } from "../api/types";

export type Tree = { [name: string]: string | Tree };

const found: Record<Language, Record<string, () => Promise<Tree>>> = {
  zh: import.meta.glob<Tree>("../rooms/**/zh.json", { import: "default" }),
  en: import.meta.glob<Tree>("../rooms/**/en.json", { import: "default" }),
};

/** The texts of a room: every `zh.json` (or `en.json`) in its folder and below, fetched with its first page. */
export function textsOf(room: string, language: Language): Promise<Tree[]> {
  const here = `../rooms/${room}/`;
  return Promise.all(Object.entries(found[language]).flatMap(([path, text]) => (path.startsWith(here) ? [text()] : [])));
}
