import type { Light } from "../api/types";

export interface Tick {
  name: string;
  value: number;
  /** Place on the bar, 0 to 1. */
  at: number;
}

export interface Scale {
  ticks: Tick[];
  actual: number | null;
}

/** Tiers and actual on one bar from zero to a little beyond the largest; nothing to draw without a positive tier. */
export function tierScale({ actual, targets }: Pick<Light, "actual" | "targets">): Scale | null {
  const tiers = Object.entries(targets).filter((tier): tier is [string, number] => tier[1] !== null && tier[1] > 0);
  const top = Math.max(0, ...tiers.map(([, value]) => value));
  if (top === 0) return null;
  // An actual far beyond every tier must not press the tiers together: the bar ends at 1.5 times the top tier.
  const end = Math.min(Math.max(top, actual ?? 0) * 1.08, top * 1.5);
  const place = (value: number) => Math.min(1, Math.max(0, value / end));
  return {
    ticks: tiers.map(([name, value]) => ({ name, value, at: place(value) })),
    actual: actual === null ? null : place(actual),
  };
}
