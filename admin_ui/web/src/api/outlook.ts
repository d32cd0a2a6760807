import type { Colour, IndicatorRef, PeriodKind, Words } from "./types";

/** A day to come: its phased target and what it brings at the rate so far. */
export interface DayAhead {
  day: string;
  target: number | null;
  projected: number | null;
}

/** Where a whole period will end at the rate so far. Shares are fractions of the whole period. */
export interface UnitOutlook {
  indicator: IndicatorRef;
  period: PeriodKind;
  first: string;
  last: string;
  day: string;
  actual: number | null;
  target: number | null;
  target_to_date: number | null;
  projected: number | null;
  projected_attainment: number | null;
  light: Colour;
  method: Words;
  time_share: number;
  target_share: number | null;
  actual_share: number | null;
  ahead: DayAhead[];
}

/** A place among peers who are not named. */
export interface UnitRank {
  among: "level" | "siblings" | "seen";
  level_title: Words;
  of: number;
  place: number | null;
  median: number | null;
  quarter: number | null;
}
