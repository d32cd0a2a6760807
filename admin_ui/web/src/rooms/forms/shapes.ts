import type { Text, UnitRef, Words } from "../../api/types";
import type { Json } from "../builder/logic/path";

export type Outcome = "pass" | "fail" | "uncertain";
export type SubmissionState = "waiting_for_photos" | "complete" | "withdrawn";

/** A field as the phone gets it: all options of its type beside these. */
export interface FormField {
  name: string;
  type: string;
  title: Text;
  carries?: boolean;
  attachments?: boolean;
  fields?: FormField[];
  aliases?: string[];
  [option: string]: unknown;
}

export interface FormFields {
  name: string;
  title: Text;
  level: string;
  state: FormState;
  money_digits: number;
  fields: FormField[];
  duties: { name: string; title: Text }[];
  checks: { name: string; field: string; title: Text | null }[];
}

export type FormState = "open" | "closing" | "closed";

export interface Reason {
  code: string;
  text: Text;
  outcome: Outcome;
  data?: Record<string, Json>;
  photo?: string;
  check?: string;
}

export interface FileCard {
  id: string;
  field: string;
  state: "coming" | "stored" | "refused" | "deleted";
  width: number | null;
  height: number | null;
  taken_at: string | null;
  distance: number | null;
  flags: string[];
  refusal: { message?: Words } | null;
}

export interface Finding {
  label: string;
  box: [number, number, number, number];
  confidence: number;
}

export interface VerdictCard {
  public_id: string;
  photo: string;
  field: string;
  check: string;
  provider: string;
  provider_title?: Text | null;
  standard: string | null;
  state: "waiting" | "running" | "done" | "failed";
  outcome: Outcome | null;
  score: number | null;
  reasons: Reason[] | null;
  findings: Finding[] | null;
  marked: boolean;
  model: string | null;
  milliseconds: number | null;
  error: { message?: Words } | null;
}

export interface SubmissionRow {
  id: string;
  form: string;
  version: string;
  title: Text;
  unit: UnitRef;
  duty: string | null;
  day: string;
  submitted_at: string;
  received_at: string;
  state: SubmissionState;
  test: boolean;
  flags: string[];
  outcome: Outcome | null;
  outcome_by: "checks" | "review" | "appeal" | null;
  reasons: Reason[];
  score: number | null;
  appeal: "open" | "upheld" | "reversed" | null;
  missing: string[];
  revision: number;
  values: Record<string, Json>;
  person: { login: string; title: Words };
  facts: string;
  photos: number;
  conflicts?: number;
}

export interface ReviewEntry {
  public_id: string;
  why: Why;
  state: "open" | "done" | "withdrawn";
  asked_by: string;
  asked_at: string;
  asked_reason: string;
  before: Outcome | null;
  decided_by: string | null;
  decided_at: string | null;
  outcome: "pass" | "fail" | null;
  reason: string;
  agrees: boolean | null;
}

export interface Submission extends SubmissionRow {
  files: FileCard[];
  verdicts: VerdictCard[];
  history: { revision: number; at: string; actor: string; reason: string; before: Record<string, Json>; after: Record<string, Json> }[];
  copies: { public_id: string; received_at: string; state: "open" | "dropped" | "taken"; values: Record<string, Json> }[];
  reviews: ReviewEntry[];
  refused: { public_id: string; refused_at: string | null; issues: { message?: Words }[] | null; dataset: string }[];
}

export type Why = "uncertain" | "broken_check" | "appeal" | "sample";

export interface ReviewCard extends ReviewEntry {
  submission: string;
  form: string;
  form_title: Text | null;
  unit: UnitRef;
  day: string;
  submitted_at: string;
  submitter: { login: string; title: Words };
  flags: string[];
  outcome_now: Outcome | null;
  outcome_by: string | null;
  score: number | null;
  photos: string[];
  reasons: Reason[];
  why_not: Text | null;
}

export interface ReviewDetail extends ReviewCard {
  values: Record<string, Json>;
  all_photos: { public_id: string; field: string; state: string; taken_at: string | null; width: number | null; height: number | null; distance: number | null; flags: string[] }[];
  verdicts: VerdictCard[];
  history: ReviewEntry[];
}

export interface Rate {
  n: number;
  agreed: number;
  share: number | null;
  low: number | null;
  high: number | null;
}

export interface Agreement extends Rate {
  confirmed: { pass: Rate; fail: Rate };
  forms: (Rate & { form: string })[];
  checks: (Rate & { form: string; check: string; provider: string; model: string })[];
  appeals: { n: number; reversed: number };
  uncertain: { n: number; passed: number };
  broken: { n: number };
}
