import type { Language } from "../../api/types";
import { NOTHING } from "../../format/number";

/** Points at the card's decimals; a true minus. */
export function points(value: number | null | undefined, decimals: number, lang: Language): string {
  if (value === null || value === undefined) return NOTHING;
  return new Intl.NumberFormat(lang === "zh" ? "zh-CN" : "en-GB", { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value).replace("-", "−");
}

/** A move of points, always signed; nothing where nothing moved. */
export function moved(value: number, decimals: number, lang: Language): string {
  if (!value) return "";
  return `${value > 0 ? "+" : "−"}${points(Math.abs(value), Math.max(1, decimals), lang)}`;
}

/** A day in the period before (−1) or after (+1) the one from `from` to `to`. */
export function neighbour(from: string, to: string, step: -1 | 1): string {
  const at = new Date(`${step < 0 ? from : to}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + step);
  return at.toISOString().slice(0, 10);
}

/** A period's name: the month where it is one, else its days. */
export function periodName({ kind, from, to }: { kind: string; from: string; to: string }): string {
  return kind === "month" ? from.slice(0, 7) : `${from} – ${to.slice(5)}`;
}
