import i18next from "i18next";
import type { Language } from "../api/types";

export type Tree = { [name: string]: string | Tree };

const found: Record<Language, Record<string, () => Promise<Tree>>> = {
  zh: import.meta.glob<Tree>(["./zh/more.json", "../rooms/**/zh.json"], { import: "default" }),
  en: import.meta.glob<Tree>(["./en/*.json", "../rooms/**/en.json"], { import: "default" }),
};
const learnt = new Map<string, Promise<void>>();

/**
 * The texts that pages need beyond the first look and, with a room, those of every `zh.json` and `en.json` in its
 * folder and below; in both languages, so that a change of language never waits. Fetched once.
 */
export async function learn(room?: string): Promise<void> {
  await Promise.all([once("", (path) => path.startsWith("./")), room ? once(room, (path) => path.startsWith(`../rooms/${room}/`)) : undefined]);
}

function once(name: string, wanted: (path: string) => boolean): Promise<void> {
  const known = learnt.get(name);
  if (known) return known;
  const coming = Promise.all(
    (["zh", "en"] as const).flatMap((language) =>
      Object.entries(found[language])
        .filter(([path]) => wanted(path))
        .map(async ([, text]) => ({ language, texts: await text() })),
    ),
  ).then((all) => {
    for (const { language, texts } of all) i18next.addResourceBundle(language, "translation", texts, true, true);
  });
  learnt.set(name, coming);
  coming.catch(() => learnt.delete(name)); // the next page tries again
  return coming;
}
