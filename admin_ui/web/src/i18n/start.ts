import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { caller } from "../api/call";
import type { Language } from "../api/types";
import en from "./en/base.json";
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

void i18next.use(initReactI18next).init({
  lng: remembered(),
  fallbackLng: "zh",
  resources: { zh: { translation: zh }, en: { translation: en } },
  interpolation: { escapeValue: false }, // React escapes
  initAsync: false,
});
