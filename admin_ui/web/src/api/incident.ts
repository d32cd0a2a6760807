import type { IncidentBrief, Text, Words } from "./types";

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

/** A factor of the indicator and its part of the gap; only the proportions are drawn, the figures stand in the lines. */
export interface Driver {
  name: string;
  title: Words;
  part: number;
}

export interface Cause {
  name: string;
  title: Words;
  indicator: string;
  /** How far the evidence lies from the usual; the strongest comes first. */
  strength: number;
  evidence: Words;
  action?: Words;
  owner?: Words;
}

export type SectionName = "caveats" | "facts" | "drivers" | "causes" | "checked";

/** A part of the report in words. */
export interface Section {
  name: SectionName;
  title: Words;
  lines: Text[];
}

export interface ReportBody {
  sections: Section[];
  drivers: { parts: Driver[] } | null;
  causes: Cause[];
}

export interface Incident extends IncidentBrief {
  facts: Facts;
  events: IncidentEvent[];
  messages: Message[];
  report: { public_id: string; body: ReportBody } | null;
}
