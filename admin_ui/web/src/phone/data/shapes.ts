/** What the field API says and takes; a formula has come with its tree. */

import type { Formula } from "../../expressions/tree";

export type Language = "zh" | "en";
export type Text = { zh: string; en: string } | string | null | undefined;

export interface Place {
  lat: number;
  lon: number;
  /** Metres. */
  accuracy: number;
  at?: string;
}

export interface Named {
  name: string;
  title: Text;
  when?: Formula;
  children?: Named[];
}

/** A field of a form. All options of its type stand beside these, as the definition has them. */
export interface Field {
  name: string;
  type: string;
  title: Text;
  hint?: Text;
  required?: boolean | Formula;
  visible?: Formula;
  constraint?: Formula;
  message?: Text;
  formula?: Formula;
  fields?: Field[];
  [option: string]: unknown;
}

export interface Form {
  name: string;
  title: Text;
  /** The definition's hash. */
  version: string;
  level: string;
  state?: "open" | "closing" | "closed";
  fields: Field[];
  /** Names, each field after all that decide over it. */
  order?: string[];
  lists?: Record<string, Named[]>;
  duties: { name: string; title: Text }[];
  /** Decimals of the app's money. */
  money_digits?: number;
  time_zone?: string;
}

export interface UnitRef {
  code: string;
  title: Text;
  location?: { lat: number; lon: number } | null;
}

export type DutyState = "upcoming" | "due" | "late" | "waiting_for_photos" | "done";

export interface Duty {
  form: string;
  version: string;
  title: Text;
  duty: string | null;
  duty_title: Text;
  unit: UnitRef;
  opens_at: string | null;
  due_at: string | null;
  state: DutyState;
  submission: string | null;
  outcome: Outcome;
}

export interface DutyDay {
  day: string;
  server_time: string;
  time_zone?: string;
  duties: Duty[];
  counts: { due: number; done: number; late: number };
}

export type Outcome = "pass" | "fail" | "uncertain" | null;

export interface Reason {
  text: Text;
  outcome?: Outcome;
}

export interface Sent {
  id: string;
  form: string;
  title: Text;
  unit: UnitRef;
  day: string;
  state: string;
  outcome: Outcome;
  outcome_by?: string | null;
  reasons?: Reason[];
  score?: number | null;
  appeal?: null | "open" | "upheld" | "reversed";
  may_appeal?: boolean;
  decision?: { outcome: "pass" | "fail"; reason: string } | null;
  missing?: string[];
  submitted_at?: string;
}

/** The server's answer to a submission. */
export interface Receipt {
  id: string;
  state: "waiting_for_photos" | "complete" | "withdrawn";
  day: string;
  flags: string[];
  missing: string[];
  /** Attachment → the SHA-256 that the phone has declared and the server has found again. */
  stored: Record<string, string>;
  refused?: Record<string, { message: Text } | null>;
}

export interface Progress {
  token?: string;
  received: number;
  chunk?: number;
  state: "coming" | "stored" | "refused" | "deleted";
  sha256?: string | null;
  refusal?: { message?: Text } | null;
}
