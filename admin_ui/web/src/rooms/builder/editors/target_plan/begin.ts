import type { Definition } from "../../editor";
import { minorOf, majorOf, shifted, typed } from "./decimal";
import { type Line, type PlanValue, TIERS } from "./plan";

export type Way = "amount" | "rate";

/** What the form for a line holds: texts as they were typed. */
export interface LineWish {
  indicator: string;
  way: Way;
  /** Tier → what was typed; an empty one is left out. */
  values: Record<string, string>;
  months: "equal" | "days";
}

/** A quotient cannot be split into amounts: its target is handed down as a rate. */
export const wayOf = (indicator: Definition | null | undefined): Way => (/[/]|\bavg\(|\bcount_distinct\(/.test(String(indicator?.formula ?? "")) ? "rate" : "amount");

/** The typed text as the definition holds it; null where it is no number that can be a target. */
export function targetOf(text: string, way: Way, percent: boolean): string | null {
  const plain = typed(text);
  if (plain === null) return null;
  if (way === "rate") return percent && !text.trim().endsWith("%") ? shifted(plain, -2) : plain;
  const minor = minorOf(plain, 2);
  return minor === null || minor < 0n ? null : majorOf(minor, 2);
}

/** The line; null while something is missing or no number. */
export function lineOf(wish: LineWish, percent: boolean): Line | null {
  const given = TIERS.filter((tier) => wish.values[tier]?.trim());
  const found = given.map((tier) => [tier, targetOf(wish.values[tier] ?? "", wish.way, percent)] as const);
  if (!wish.indicator || !given.includes("target") || found.some(([, value]) => value === null)) return null;
  if (wish.way === "rate") {
    return { indicator: wish.indicator, spread: "rate", value: Object.fromEntries(found.map(([tier, value]) => [tier, Number(value)])) };
  }
  const over_time = { months: wish.months, days: wish.months === "days" ? "equal" : "calendar" };
  return { indicator: wish.indicator, spread: "amount", total: Object.fromEntries(found) as Record<string, string>, over_units: "equal", over_time } as Line;
}

/** Lines that the grid can show: those with an indicator and a target. */
export const whole = (line: Line): boolean => Boolean(line.indicator) && Object.keys((line.spread === "amount" ? line.total : line.value) ?? {}).length > 0;

/** The plan with a line more; the tiers it names are the plan's, in their order. */
export function withNewLine(value: PlanValue, line: Line): PlanValue {
  const used = new Set([...(value.tiers ?? []), ...Object.keys(line.total ?? line.value ?? {})]);
  return { ...value, tiers: TIERS.filter((tier) => used.has(tier)), lines: [...(value.lines ?? []).filter((one) => whole(one) && one.indicator !== line.indicator), line] };
}
