import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { call, callPage } from "../../api/call";
import type { Shape } from "../../api/client";
import type { Full } from "../../api/full";

export type Scorecard = Full<Shape<"Scorecard">>;
export type ScoreCard = Full<Shape<"ScoreCard">>;
export type Score = Full<Shape<"ScoreWithTrail">>;
export type ScoreLine = ScoreCard["lines"][number];

export function useScorecards() {
  return useQuery({ queryKey: ["scores", "cards"], queryFn: () => call<Scorecard[]>("GET", "/scorecards") });
}

export function useScores(scorecard: string | undefined, filter: { unit?: string | undefined; day?: string | undefined; page: number; page_size: number }) {
  return useQuery({
    queryKey: ["scores", "rows", scorecard, filter],
    queryFn: () => callPage<ScoreCard>("/scores", { scorecard, ...filter }),
    enabled: scorecard !== undefined,
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
}

export function useScore(scorecard: string | undefined, unit: string | undefined, day: string | undefined) {
  return useQuery({
    queryKey: ["scores", "one", scorecard, unit, day],
    queryFn: () => call<Score>("GET", `/scores/${encodeURIComponent(scorecard ?? "")}/${encodeURIComponent(unit ?? "")}`, { day }),
    enabled: Boolean(scorecard && unit),
    refetchInterval: 30_000,
  });
}
