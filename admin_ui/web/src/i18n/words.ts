import { useTranslation } from "react-i18next";
import type { Language, Text, Words } from "../api/types";

/** The text in one language, else in the other; a server may also have chosen already. */
export function pick(words: Words | Partial<Text>, lang: Language): string {
  if (!words) return "";
  return typeof words === "string" ? words : words[lang] || words.zh || words.en || "";
}

/** `t` for the client's own texts, `words` for those of definitions, and the language itself. */
export function useWords() {
  const { t, i18n } = useTranslation();
  const lang: Language = i18n.language === "en" ? "en" : "zh";
  /** A text of a closed list, or the raw name where the list does not know it. */
  const named = (list: string, name: string) => t(`${list}.${name}`, { defaultValue: name });
  return { t, lang, named, words: (text: Words | Partial<Text>) => pick(text, lang) };
}
