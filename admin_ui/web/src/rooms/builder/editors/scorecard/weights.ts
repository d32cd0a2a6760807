import { isObject, type Json } from "../../logic/path";

export type Line = { [key: string]: Json };

export const linesOf = (value: Json | undefined): Line[] => (Array.isArray(value) ? value.filter(isObject) : []);

const tidy = (value: number) => Number(value.toPrecision(12));
const weightOf = ({ weight }: Line) => (typeof weight === "number" ? weight : 0);

/** Weights are written in per cent where one of them is above 1, else as fractions; new ones in per cent. */
export const inPercent = (lines: readonly Line[]): boolean => !lines.length || lines.some((line) => weightOf(line) > 1);

/** A line's weight in per cent, however it is written. */
export function percentOf(line: Line, lines: readonly Line[]): number {
  return inPercent(lines) ? weightOf(line) : tidy(weightOf(line) * 100);
}

/** All weights together, in per cent, without the noise of binary fractions. */
export const total = (lines: readonly Line[]): number => tidy(lines.reduce((sum, line) => sum + percentOf(line, lines), 0));

/** The lines with one weight changed; all of them are written in per cent from then on, whole numbers or not. */
export function weighed(lines: readonly Line[], at: number, percent: number): Line[] {
  return lines.map((line, i) => ({ ...line, weight: i === at ? percent : percentOf(line, lines) }));
}

/** The line whose weight makes 100 %, and the weight it needs: what is missing goes to the smallest, what is too much is taken from the largest (as the server's hint has it); null where that leaves nothing. */
export function mend(lines: readonly Line[]): { at: number; to: number } | null {
  const short = tidy(100 - total(lines));
  const weights = lines.map((line) => percentOf(line, lines));
  const at = weights.indexOf(short > 0 ? Math.min(...weights) : Math.max(...weights));
  const to = tidy((weights[at] ?? 0) + short);
  return at >= 0 && to > 0 ? { at, to } : null;
}

/** The lines with equal weights that make exactly 100 %: two decimals, the rest to the first ones. */
export function levelled(lines: readonly Line[]): Line[] {
  const each = Math.floor(10_000 / lines.length);
  const rest = 10_000 - each * lines.length;
  return lines.map((line, i) => ({ ...line, weight: (each + (i < rest ? 1 : 0)) / 100 }));
}
