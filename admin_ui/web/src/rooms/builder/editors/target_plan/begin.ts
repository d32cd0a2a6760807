import type { Shape } from "../../../../api/client";
import { majorOf, minorOf, shifted, typed } from "./decimal";
import { type Line, type PlanValue, TIERS, tiersOf } from "./plan";

export type Choice = Shape<"Plannable">;
export type Way = Line["spread"];

/** What the form for a line holds: texts as they were typed. */
export interface LineWish {
  indicator: string;
  /** Tier → what was typed; an empty one is left out. */
  values: Record<string, string>;
  months: "equal" | "days";
  /** The file that units share by; empty: all alike. */
  weights: string;
}

export const NOTHING: LineWish = { indicator: "", values: {}, months: "days", weights: "" };

/** The plan's own tiers where it has others than the usual three; else all the usual ones may be given. */
export const tierNames = (value: PlanValue): string[] => (value.tiers?.some((tier) => !TIERS.includes(tier)) ? value.tiers : TIERS);

/** The tier that a line must have. */
export const mainOf = (tiers: readonly string[]): string => (tiers.includes("target") ? "target" : (tiers[0] ?? "target"));

/** The typed text as the definition holds it; null where it is no number that can be a target. */
export function targetOf(text: string, { spread, display, digits }: Pick<Choice, "spread" | "display" | "digits">): string | null {
  const plain = typed(text);
  if (plain === null) return null;
  if (spread === "rate") return display === "percent" && !/[%‰]\s*$/.test(text) ? shifted(plain, -2) : plain;
  const minor = minorOf(plain, digits);
  return minor === null || minor < 0n ? null : majorOf(minor, digits);
}

/** The targets by tier; null while the main one is missing or one is no number. */
export function targetsOf(values: LineWish["values"], choice: Choice, tiers: readonly string[]): Pick<Line, "total" | "value"> | null {
  const given = tiers.filter((tier) => values[tier]?.trim());
  const found = given.map((tier) => [tier, targetOf(values[tier] ?? "", choice)] as const);
  if (!given.includes(mainOf(tiers)) || found.some(([, target]) => target === null)) return null;
  if (choice.spread === "rate") return { value: Object.fromEntries(found.map(([tier, target]) => [tier, Number(target)])) };
  return { total: Object.fromEntries(found.map(([tier, target]) => [tier, target ?? ""])) };
}

/** The line; null while something is missing or no number. */
export function lineOf(wish: LineWish, choice: Choice | undefined, tiers: readonly string[]): Line | null {
  const targets = choice?.spread ? targetsOf(wish.values, choice, tiers) : null;
  if (!choice || !targets) return null;
  const { indicator } = choice;
  if (choice.spread === "rate") return { indicator, spread: "rate", ...targets };
  // Straight over the days, each weighs alike; within a month the calendar may say.
  const over_time = { months: wish.months, days: wish.months === "days" ? "equal" : "calendar" };
  return { indicator, spread: "amount", ...targets, over_units: wish.weights ? { weights: wish.weights } : "equal", over_time } as Line;
}

/** Lines that the grid can show: those with an indicator and a target. */
export const whole = (line: Line): boolean => Boolean(line.indicator) && Object.keys((line.spread === "amount" ? line.total : line.value) ?? {}).length > 0;

/** The plan with a line put in (or in the place of the one of its indicator); the tiers that lines have are the plan's. */
export function withNewLine(value: PlanValue, line: Line): PlanValue {
  const kept = (value.lines ?? []).filter(whole);
  const lines = kept.some((one) => one.indicator === line.indicator) ? kept.map((one) => (one.indicator === line.indicator ? line : one)) : [...kept, line];
  const used = new Set([...(value.tiers ?? []), ...lines.flatMap((one) => Object.keys((one.spread === "amount" ? one.total : one.value) ?? {}))]);
  return { ...value, tiers: tierNames(value).filter((tier) => used.has(tier)), lines };
}

/** What stands in a line's fields, as one would type it. */
export function textsOf(value: PlanValue, line: Line, percent: boolean): Record<string, string> {
  const text = (tier: string) => (line.spread === "amount" ? (line.total?.[tier] ?? "") : percent ? shifted(String(line.value?.[tier]), 2) : String(line.value?.[tier]));
  return Object.fromEntries(tiersOf(value, line).map((tier) => [tier, text(tier)]));
}

/** The line with other targets; what was locked for a tier that is gone goes with it. */
export function retargeted(line: Line, targets: Pick<Line, "total" | "value">): Line {
  const { locks, ...rest } = line;
  const left = locks?.filter(({ tier }) => tier === undefined || tier in (targets.total ?? {}));
  return { ...rest, ...targets, ...(left?.length ? { locks: left } : {}) };
}

/** The other plan that has targets of the indicator on one of these days. */
export const clashOf = (choice: Choice, from: string, to: string) => choice.planned.find((other) => other.from <= to && from <= other.to);
