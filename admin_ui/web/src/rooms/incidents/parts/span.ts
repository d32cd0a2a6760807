/** A stretch of time in words: minutes, hours or days, never more than two of them. */
export function spanOf(minutes: number, t: (key: string, fill: Record<string, number>) => string): string {
  const whole = Math.max(0, Math.round(minutes));
  const [d, h, m] = [Math.floor(whole / 1440), Math.floor((whole % 1440) / 60), whole % 60];
  if (d > 0) return h > 0 ? t("incidents.span.dh", { d, h }) : t("incidents.span.d", { d });
  if (h > 0) return m > 0 ? t("incidents.span.hm", { h, m }) : t("incidents.span.h", { h });
  return t("incidents.span.m", { m });
}
