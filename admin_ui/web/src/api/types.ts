/** The shapes of /api/v1. Money is in major units, ratios are fractions, days are "YYYY-MM-DD", instants ISO with zone. */

export type Text = { zh: string; en: string };
export type Language = keyof Text;
/** Words that came with both languages, or that the server already put into the caller's language. */
export type Words = Text | string | null | undefined;

export type Colour = "green" | "yellow" | "red" | "grey";
export type PeriodKind = "day" | "wtd" | "mtd" | "qtd" | "ytd";

export interface Issue {
  level: "error" | "warning";
  code: string;
  path: string;
  file?: string | null;
  line?: number | null;
  message: Words;
  hint: Words;
}

export interface UnitRef {
  code: string;
  title: Text;
  level: string;
  level_title?: Words;
  closed?: boolean;
}

export interface Post {
  role: string;
  role_title: Words;
  unit: UnitRef;
}

export interface User {
  public_id: string;
  login: string;
  title: Words;
  language: Language;
  posts: Post[];
  permissions: string[];
}

export interface Session {
  user: User;
  csrf: string;
}

export interface IndicatorRef {
  indicator: string;
  title: Text;
  display: "money" | "number" | "percent";
  decimals: number;
  unit_of_measure: Words;
  direction: "higher" | "lower";
}

export interface Light extends IndicatorRef {
  light: Colour;
  actual: number | null;
  targets: Record<string, number | null>;
  attainment: number | null;
  gap: number | null;
  reason: Words;
  have: number;
  expected: number;
  data_day: string | null;
  synced_at: string | null;
}

export interface ChildUnit {
  unit: UnitRef;
  light: Colour;
  lights?: Light[];
  worst?: Light[];
  reason?: Words;
  /** Open incidents at or below it. */
  incidents?: number;
  /** Of its least covered light. */
  have?: number;
  expected?: number;
  data_day?: string | null;
  synced_at?: string | null;
}

export interface AppCard {
  name: string;
  title: Words;
  currency: string;
  money_digits: number;
  time_zone: string;
}

export interface Home {
  app: AppCard;
  day: string;
  data_day: string | null;
  unit: UnitRef;
  period: PeriodKind;
  lights: Light[];
  units: ChildUnit[];
  more?: number;
  /** The caller's posts; the cockpit of each can be looked at. */
  posts: { unit: UnitRef; role_title: Words }[];
  incidents_open: number;
  /** Target plans not yet confirmed, over all posts. */
  targets_open: number;
  missing_units: UnitRef[];
  board?: { title: Words } | null;
}

export interface UnitView {
  unit: UnitRef;
  day: string;
  period: PeriodKind;
  path: UnitRef[];
  lights: Light[];
  /** One page of them, worst first. */
  children: ChildUnit[];
  children_total: number;
  children_pages: number;
  children_tally: Partial<Record<Colour, number>>;
  incidents: IncidentBrief[];
  periods?: PeriodKind[];
}

export interface TrendPoint {
  day: string;
  actual: number | null;
  target: number | null;
  attainment: number | null;
  light: Colour;
  expected: boolean | number;
  have: boolean | number;
}

export interface Trend {
  indicator: IndicatorRef;
  points: TrendPoint[];
}

export type Scalar = string | number | boolean | null;

export type IncidentState = "firing" | "resolved" | "retracted";

export interface IncidentBrief {
  public_id: string;
  rule: string;
  /** Which of the rule's watches fired: null for the rule itself, "no_data" for missing data. */
  watch?: string | null;
  title?: Words;
  unit: UnitRef;
  indicator: string;
  indicator_title?: Words;
  severity: string;
  state: IncidentState;
  late: boolean;
  first_day: string;
  fired_day: string;
  fired_at: string;
  ended_day?: string | null;
  ended_at?: string | null;
  /** Why nobody is told of it. */
  muted?: "silenced" | "inhibited" | "rolled_up" | (string & {}) | null;
  acked_at?: string | null;
  responded_at?: string | null;
  reason_code?: string | null;
  closed_at?: string | null;
  assignee?: { login: string | null; title: Text; me?: boolean } | null;
  /** By when somebody has to respond; null where nothing is waited for. */
  due_at?: string | null;
  overdue?: boolean;
  recovering?: boolean;
  escalation?: number;
  display?: string | null;
  decimals?: number | null;
}
