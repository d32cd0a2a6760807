import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, ask, type Shape } from "../../../../api/client";
import { useDraft } from "../../changes";
import { same } from "../../logic/path";
import type { Definition } from "../../editor";

export type Vocabulary = Shape<"RuleVocabulary">;
export type ConditionCard = Vocabulary["conditions"][number];
export type Control = ConditionCard["controls"][number];
export type Audience = Shape<"RuleAudiences">["units"][number];
export type Foreseen = Shape<"OutlookCard">["messages"][number];
export type BacktestPair = Shape<"BacktestPair">;
export type Backtest = BacktestPair["draft"];
export type Purpose = "fired" | "repeat" | "resolved" | "retracted";

const LASTING = 600_000;

export function useVocabulary() {
  return useQuery({ queryKey: ["rule vocabulary"], queryFn: () => ask(api.GET("/api/v1/rules/vocabulary")), staleTime: LASTING });
}

/** What is shown is saved: only then can the server say what it would do. */
export function useSaved(change: string, value: Definition): number | null {
  const { data } = useDraft(change, "rule", value.name);
  return data && same(data.value ?? undefined, value as never) ? data.revision : null;
}

export interface Looked {
  change: string;
  rule: string;
  /** Of the saved draft; null while it is being saved. */
  revision: number | null;
  /** Unsound drafts cannot be tried. */
  sound: boolean;
}

// Under "changes", so that whatever is saved in a change set asks for it again.
const key = (what: string, looked: Looked, ...more: unknown[]) => ["changes", looked.change, what, looked.rule, looked.revision, ...more];
const on = ({ revision, sound }: Looked) => revision !== null && sound;

export function useRecipients(looked: Looked, unit: string | null, day: string | null) {
  return useQuery({
    queryKey: key("recipients", looked, unit, day),
    queryFn: () => ask(api.GET("/api/v1/changes/{change}/rules/{rule}/recipients", { params: { path: { change: looked.change, rule: looked.rule }, query: { ...(unit ? { unit } : {}), ...(day ? { day } : {}) } } })),
    enabled: on(looked),
    placeholderData: keepPreviousData,
  });
}

export function useMessages(looked: Looked, unit: string | null, day: string | null, purpose: Purpose) {
  return useQuery({
    queryKey: key("messages", looked, unit, day, purpose),
    queryFn: () => ask(api.GET("/api/v1/changes/{change}/rules/{rule}/messages", { params: { path: { change: looked.change, rule: looked.rule }, query: { purpose, ...(unit ? { unit } : {}), ...(day ? { day } : {}) } } })),
    enabled: on(looked),
    placeholderData: keepPreviousData,
  });
}

export function useBacktest(looked: Looked, days: number) {
  return useQuery({
    queryKey: key("backtest", looked, days),
    queryFn: () => ask(api.GET("/api/v1/changes/{change}/rules/{rule}/backtest", { params: { path: { change: looked.change, rule: looked.rule }, query: { days } } })),
    enabled: on(looked),
    placeholderData: keepPreviousData,
  });
}
