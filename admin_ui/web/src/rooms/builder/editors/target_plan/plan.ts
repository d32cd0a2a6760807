import type { Words } from "../../../../api/types";
import type { Definition } from "../../editor";

/** The parts of a plan's definition that the grid works on. */
export interface Line {
  indicator: string;
  spread: "amount" | "rate";
  total?: Record<string, string>;
  value?: Record<string, number>;
  over_units?: string | { weights?: string; amounts?: string };
  own?: string;
  locks?: Lock[];
  gap_reason?: string;
}

export interface Lock {
  unit: string;
  tier?: string;
  amount: string;
}

export interface PlanValue extends Definition {
  title: Words & object;
  from: string;
  to: string;
  tiers?: string[];
  lines: Line[];
  revises?: { plan: string; from: string; reason: string; restate?: boolean };
}

export const TIERS = ["baseline", "target", "stretch"];

/** Tiers that a line has targets for, in the plan's order. */
export function tiersOf(value: PlanValue, line: Line): string[] {
  const has = (line.spread === "amount" ? line.total : line.value) ?? {};
  return (value.tiers ?? TIERS).filter((tier) => tier in has);
}

/** The plan with one line changed; fields set to undefined are left out. */
export function withLine(value: PlanValue, indicator: string, change: Partial<Line>): PlanValue {
  const lines = value.lines.map((line) => {
    if (line.indicator !== indicator) return line;
    const next = { ...line, ...change };
    for (const key of Object.keys(change) as (keyof Line)[]) if (change[key] === undefined) delete next[key];
    return next;
  });
  return { ...value, lines };
}

/** The file that the line's cells are in; undefined: they follow from shares or the line's value. */
export const fileOf = (line: Line): string | undefined => (line.spread === "rate" ? line.own : typeof line.over_units === "object" ? line.over_units.amounts : undefined);

/** The line made to refer to the file of its cells. */
export function refering(line: Line, path: string): Partial<Line> {
  if (line.spread === "rate") return { own: path };
  return { over_units: { ...(typeof line.over_units === "object" ? line.over_units : {}), amounts: path } };
}

export const lockOf = (line: Line, unit: string, tier: string): Lock | undefined => line.locks?.find((lock) => lock.unit === unit && (lock.tier === undefined || lock.tier === tier));

/** Locks a unit at an amount, or lets it go (null). */
export function locking(line: Line, unit: string, tier: string, amount: string | null): Partial<Line> {
  const rest = (line.locks ?? []).filter((lock) => lock !== lockOf(line, unit, tier));
  const locks = amount === null ? rest : [...rest, { unit, tier, amount }];
  return { locks: locks.length ? locks : undefined };
}
