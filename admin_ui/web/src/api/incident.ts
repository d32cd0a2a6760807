import type { Shape } from "./client";
import type { Full } from "./full";
import type { IncidentBrief, Text, Words } from "./types";

/** A day of an incident; `counted` days are those that fired it. */
export interface DayFact {
  day: string;
  actual: number | null;
  target: number | null;
  attainment: number | null;
  known?: boolean;
  counted?: boolean;
  /** The other figure it was held against, and the quantity that was tested where it is not the attainment. */
  compared?: number | null;
  tested?: number | null;
  reason?: Words;
}

/** What an incident stands on: the condition in words and the days. */
export interface Facts {
  condition?: Words;
  count?: number;
  days?: DayFact[];
}

export type PersonName = Full<Shape<"PersonName">>;
export type Action = Full<Shape<"Action">>;
export type Answerer = Full<Shape<"Answerer">>;
export type Effect = Full<Shape<"Effect">>;
export type Response = Full<Shape<"Response">>;
export type Next = Full<Shape<"Next">>;
export type May = Full<Shape<"May">>;
export type Message = Full<Shape<"MessageCard">>;
export type IncidentEvent = Omit<Full<Shape<"Event">>, "data"> & { data: Record<string, unknown> };

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
  /** How sure one can be, in words. */
  sure?: Words;
  numbers?: { title: Words; value: string; parts: { title: Words; value: string }[] }[];
  period?: { first: string; last: string };
  source_time?: string | null;
  rows?: EvidenceRows | null;
}

export type EvidenceCell = string | number | boolean | null | Text | (Text & { unit: string });

/** The rows that the evidence stands on, as people read them. */
export interface EvidenceRows {
  title: Words;
  columns: { name: string; title: Words; number?: boolean }[];
  rows: EvidenceCell[][];
  /** How many more there are. */
  more: number;
}

export type SectionName = "caveats" | "facts" | "drivers" | "causes" | "checked" | "links";

/** A part of the report in words. */
export interface Section {
  name: SectionName;
  title: Words;
  /** `href`: a page of this client. */
  lines: (Text & { href?: string })[];
}

export interface ReportBody {
  sections: Section[];
  drivers: { parts: Driver[] } | null;
  causes: Cause[];
  summary?: Words;
}

/** Everything the page of an incident shows. */
export interface Incident extends IncidentBrief, Omit<Full<Shape<"Incident">>, keyof IncidentBrief | "facts" | "events" | "report" | "parent" | "children"> {
  facts: Facts;
  events: IncidentEvent[];
  report: { public_id: string; created_at?: string; body: ReportBody } | null;
  parent: IncidentBrief | null;
  children: IncidentBrief[];
}
