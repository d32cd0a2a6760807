import type { IndicatorRef, Language } from "../api/types";

/** Shown where there is no value. Zero is a value; null is not. */
export const NOTHING = "—";

const LOCALE: Record<Language, string> = { zh: "zh-CN", en: "en-GB" };
const SHORT: Record<Language, [number, string][]> = {
  zh: [
    [1e8, "亿"],
    [1e4, "万"],
  ],
  en: [
    [1e9, "bn"],
    [1e6, "M"],
    [1e3, "k"],
  ],
};
const SYMBOL: Record<string, string> = { CNY: "¥", USD: "$", EUR: "€", GBP: "£", HKD: "HK$", JPY: "¥" };

type Value = number | null | undefined;
type Sign = "auto" | "always";

export interface Manner {
  lang: Language;
  currency: string;
}

function fixed(value: number, digits: number, lang: Language, sign: Sign = "auto"): string {
  const signDisplay = sign === "always" ? "exceptZero" : "negative";
  const format = new Intl.NumberFormat(LOCALE[lang], {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay,
  });
  return format.format(value).replace("-", "−");
}

/** 0.9612 → 96.1 %; one decimal, as everywhere in the product. */
export function percent(value: Value, lang: Language): string {
  return value === null || value === undefined ? NOTHING : `${fixed(value * 100, 1, lang)}%`;
}

/** The server's "96.5 %" as percentages are written here; no line can break inside it. */
export function tight(text: string): string {
  return text.replace(/(\d) %/g, "$1%");
}

/** An attainment, cut and never rounded up: 84.99 % must not stand there as 85.0 % beside a red light. */
export function attained(value: Value, lang: Language): string {
  if (value === null || value === undefined) return NOTHING;
  return percent(Math.trunc(value * 1000 + Math.sign(value) * 1e-6) / 1000, lang);
}

/** 1234567.8 → ¥123.46万 (zh) or ¥1.23M (en); small amounts keep `digits` decimals. */
export function money(value: Value, { lang, currency }: Manner, digits = 2, sign: Sign = "auto"): string {
  if (value === null || value === undefined) return NOTHING;
  const size = Math.abs(value);
  const [unit, word] = SHORT[lang].find(([least]) => size >= least) ?? [1, ""];
  return marked(fixed(value / unit, word ? 2 : digits, lang, sign), currency) + word;
}

/** The currency's sign between the sign and the figures: −¥1.20. */
function marked(text: string, currency: string): string {
  const [, lead = "", rest = ""] = /^([−+]?)(.*)$/.exec(text) ?? [];
  return lead + (SYMBOL[currency] ?? `${currency} `) + rest;
}

/** 1234567.8 → ¥1,234,567.80: where an amount is evidence, not an impression. */
export function fullMoney(value: Value, { lang, currency }: Manner, digits = 2): string {
  return value === null || value === undefined ? NOTHING : marked(fixed(value, digits, lang), currency);
}

/** An indicator's value in its own manner; amounts shortened unless `full`. */
export function valueOf(value: Value, of: IndicatorRef, manner: Manner, full = false): string {
  if (value === null || value === undefined) return NOTHING;
  if (of.display === "money") return full ? fullMoney(value, manner, of.decimals) : money(value, manner, of.decimals);
  return of.display === "percent" ? percent(value, manner.lang) : fixed(value, of.decimals, manner.lang);
}

/** Actual less target, always signed; between percentages it is percentage points. */
export function gapOf(value: Value, of: IndicatorRef, manner: Manner): string {
  if (value === null || value === undefined) return NOTHING;
  if (of.display === "money") return money(value, manner, of.decimals, "always");
  if (of.display === "percent") return `${fixed(value * 100, 1, manner.lang, "always")} pp`;
  return fixed(value, of.decimals, manner.lang, "always");
}

/** The unshortened value, for titles: 1,234,567.80. */
export function exact(value: Value, lang: Language): string {
  if (value === null || value === undefined) return NOTHING;
  return new Intl.NumberFormat(LOCALE[lang], { maximumFractionDigits: 6 }).format(value);
}

/** A count: 12,345. */
export function count(value: Value, lang: Language): string {
  return value === null || value === undefined ? NOTHING : fixed(value, 0, lang);
}
