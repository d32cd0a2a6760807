import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { caller } from "../api/call";
import type { Language } from "../api/types";
import zh from "./zh/base.json";

const REMEMBERED = "navmark.language";

/** Before sign-in the language last used here counts; after it, the one stored with the account. */
function remembered(): Language {
  return localStorage.getItem(REMEMBERED) === "en" ? "en" : "zh";
}

function applied(language: string): void {
  caller.setLanguage(language);
  localStorage.setItem(REMEMBERED, language);
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
}

i18next.on("languageChanged", applied);

/** Chinese is in the first script; English is fetched when somebody reads it, before the language changes. */
const english = {
  type: "backend" as const,
  init: () => undefined,
  read: (language: string, _: string, done: (problem: unknown, texts: object) => void) =>
    void (language === "en" ? import("./en/base.json").then((texts) => done(null, texts.default), (problem) => done(problem, {})) : done(null, {})),
};

/** Resolves once the texts of the first look are there. */
export const ready = i18next
  .use(initReactI18next)
  .use(english)
  .init({
    lng: remembered(),
    fallbackLng: "zh",
    resources: { zh: { translation: zh } },
    partialBundledLanguages: true,
    interpolation: { escapeValue: false }, // React escapes
    react: { useSuspense: false },
  });
