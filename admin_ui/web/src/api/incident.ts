import type { IncidentBrief, Words } from "./types";

/** A day of an incident; `counted` days are those that fired it. */
export interface DayFact {
  day: string;
  actual: number | null;
  target: number | null;
  attainment: number | null;
  known?: boolean;
  counted?: boolean;
}

/** What an incident stands on: the condition in words and the days. */
export interface Facts {
  condition?: Words;
  count?: number;
  days?: DayFact[];
}

export interface IncidentEvent {
  at: string;
  event: string;
  actor: string;
  data?: Record<string, unknown>;
}

export interface Message {
  public_id?: string;
  recipient: Words;
  copy: boolean;
  purpose: string;
  state: string;
  sent_at: string | null;
  channel: string;
  channel_title?: Words;
  error?: string | null;
  text?: string | null;
}

export interface Driver {
  name: string;
  title: Words;
  /** Share of the gap in the indicator's own unit; all of them add up to the gap. */
  contribution: number | null;
  actual?: number | null;
  expected?: number | null;
}

export interface Cause {
  name: string;
  title: Words;
  found?: boolean;
  evidence?: Words;
  action?: Words;
  owner?: Words;
}

export interface ReportBody {
  caveats?: Words[];
  drivers?: Driver[] | { parts: Driver[]; total?: number | null } | null;
  causes?: Cause[];
  not_found?: (Cause | Words)[];
}

export interface Incident extends IncidentBrief {
  facts: Facts;
  events: IncidentEvent[];
  messages: Message[];
  report: { public_id: string; body: ReportBody } | null;
}
