import type { Language } from "../../../api/types";

/** Seconds as people say them: "4 h 2 min", "2 d 3 h"; below a minute "< 1 min". A lag may be negative. */
export function spell(seconds: number, lang: Language): string {
  const unit = (value: number, name: "day" | "hour" | "minute") =>
    new Intl.NumberFormat(lang === "zh" ? "zh-CN" : "en-GB", { style: "unit", unit: name, unitDisplay: "short" }).format(value);
  const minutes = Math.round(Math.abs(seconds) / 60);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  const parts = days ? [unit(days, "day"), ...(hours ? [unit(hours, "hour")] : [])] : hours ? [unit(hours, "hour"), ...(rest ? [unit(rest, "minute")] : [])] : [minutes ? unit(minutes, "minute") : `< ${unit(1, "minute")}`];
  return (seconds < 0 && minutes ? "−" : "") + parts.join(" ");
}
