import type { PeriodKind, Scalar, Words } from "./types";

/** One part of an indicator: what is aggregated, under which condition, its rule over time, and some of its rows. */
export interface MeasurePart {
  name: string;
  title: Words;
  dataset: string;
  formula: string;
  over_time?: string;
  rule?: Words;
  where?: string | null;
  value?: number | null;
  rows: number;
  sample?: Record<string, Scalar>[];
}

export interface LoadPart {
  public_id: string;
  source: string;
  ended_at: string | null;
  source_time: string | null;
  rows: number;
}

/** A row behind the number that people have adjusted: before → values. */
export interface AdjustmentPart {
  public_id: string;
  dataset: string;
  unit: string;
  day: string;
  before: Record<string, Scalar> | null;
  values: Record<string, Scalar>;
  reason: string;
  requested_by: string;
  decided_by: string | null;
}

export interface Explanation {
  period: { kind: PeriodKind; first: string; last: string };
  formula: string;
  words: Words;
  measures: MeasurePart[];
  loads: LoadPart[];
  adjustments?: AdjustmentPart[];
}
