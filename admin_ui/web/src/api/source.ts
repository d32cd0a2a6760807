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
  sla: { by: string; lag_days: number } | null;
  freshness: Freshness | null;
  lag: { median: number; p95: number; days: number } | null;
}

/** How a source stands against its promise. */
export interface Freshness {
  status: "on_time" | "late" | "missing" | "waiting";
  due_day: string;
  due_at: string;
  came_at: string | null;
}
