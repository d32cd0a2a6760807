import type { Language } from "../api/types";
import { NOTHING } from "./number";

/** "2026-11-22" → "11-22": the year is shown only where it differs from `against`. */
export function dayOf(day: string | null | undefined, against?: string | null): string {
  if (!day) return NOTHING;
  return !against || against.slice(0, 4) === day.slice(0, 4) ? day.slice(5) : day;
}

/** An instant in the organisation's time zone: "11-22 08:03". */
export function instant(at: string | null | undefined, zone: string, lang: Language): string {
  if (!at) return NOTHING;
  const format = new Intl.DateTimeFormat(lang === "zh" ? "zh-CN" : "en-GB", {
    timeZone: zone,
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const part = Object.fromEntries(format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
  return `${part.month}-${part.day} ${part.hour}:${part.minute}`;
}

/** A day some days before another. */
export function daysBefore(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() - days);
  return at.toISOString().slice(0, 10);
}

/** Whole seconds between two instants as words: "8 s", "2 min 5 s"; nothing while it runs. */
export function lasted(from: string | null, to: string | null, lang: Language): string {
  if (!from || !to) return NOTHING;
  const seconds = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
  const [minute, second] = lang === "zh" ? [" 分 ", " 秒"] : [" min ", " s"];
  return seconds < 60 ? `${seconds}${second}` : `${Math.floor(seconds / 60)}${minute}${seconds % 60}${second}`;
}
