import type { Issue, Words } from "./types";

export type LoadState = "running" | "published" | "failed" | "held";

/** One run of a source. */
export interface Load {
  public_id: string;
  source: string;
  state: LoadState;
  reason: string;
  started_at: string;
  ended_at: string | null;
  window_from: string | null;
  window_to: string | null;
  rows_in: number | null;
  rows_added: number | null;
  rows_changed: number | null;
  rows_same: number | null;
  rows_refused: number | null;
  data_date: string | null;
  source_time: string | null;
  error: Issue | null;
}

export interface Source {
  name: string;
  title: Words;
  description?: Words;
  connector: string;
  datasets: string[];
  last_load: Load | null;
  last_good: Load | null;
}

export interface RefusedRow {
  public_id: string;
  source: string;
  dataset: string;
  unit_code: string | null;
  day: string | null;
  raw: string;
  issues: Issue[];
  state: "open" | "replayed";
  refused_at: string;
  seen_at: string;
}
