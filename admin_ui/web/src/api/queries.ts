import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, callPage, type Page } from "./call";
import type { Load, Source } from "./source";
import type { UnitOutlook, UnitRank } from "./outlook";
import type { Home, PeriodKind, Trend, UnitView } from "./types";
import type { Explanation } from "./why";

export interface When {
  period?: PeriodKind | undefined;
  day?: string | undefined;
}

const seg = encodeURIComponent;

/** The cockpit of one of the caller's posts, by its unit (the first by default), on a day (the last whole one by default). */
export function useHome(unit?: string, day?: string) {
  return useQuery({ queryKey: ["home", unit, day], queryFn: () => call<Home>("GET", "/home", { unit, day }), placeholderData: keepPreviousData });
}

export function useUnit(code: string, { period, day }: When, page?: number) {
  return useQuery({
    queryKey: ["unit", code, period, day, page],
    queryFn: () => call<UnitView>("GET", `/units/${seg(code)}`, { period, day, page }),
    placeholderData: (last) => (last?.unit.code === code ? last : undefined),
  });
}

export function useTrend(code: string, indicator: string, from: string, to: string) {
  return useQuery({
    queryKey: ["trend", code, indicator, from, to],
    queryFn: () => call<Trend>("GET", `/units/${seg(code)}/trend`, { indicator, from, to }),
    placeholderData: keepPreviousData,
  });
}

export function useOutlook(code: string, indicator: string, { period, day }: When) {
  return useQuery({
    queryKey: ["outlook", code, indicator, period, day],
    queryFn: () => call<UnitOutlook>("GET", `/units/${seg(code)}/outlook`, { indicator, period, day }),
  });
}

export function useRank(code: string, indicator: string, { period, day }: When) {
  return useQuery({
    queryKey: ["rank", code, indicator, period, day],
    queryFn: () => call<UnitRank>("GET", `/units/${seg(code)}/rank`, { indicator, period, day }),
  });
}

export function useExplanation(code: string, indicator: string, { period, day }: When, wanted: boolean) {
  return useQuery({
    queryKey: ["explain", code, indicator, period, day],
    queryFn: () => call<Explanation>("GET", `/units/${seg(code)}/explain`, { indicator, period, day }),
    enabled: wanted,
  });
}

export function useSources() {
  return useQuery({ queryKey: ["sources"], queryFn: () => callPage<Source>("/sources", {}) });
}

/** Whether a load is still under way, so that its end is worth waiting for. */
export function running(loads: Page<Load> | undefined): boolean {
  return loads?.items.some((load) => load.state === "running") ?? false;
}

export function useLoads(source: string) {
  return useQuery({
    queryKey: ["loads", source],
    queryFn: () => callPage<Load>(`/sources/${seg(source)}/loads`, { page_size: 30 }),
    refetchInterval: ({ state }) => (running(state.data) ? 2_000 : false),
  });
}

/** Pull or replay a source; afterwards everything that shows loads or values is asked again. */
export function useSourceAction(request: (source: string) => { path: string; body?: unknown }) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (source: string) => {
      const { path, body } = request(source);
      return call<unknown>("POST", path, undefined, body);
    },
    onSettled: () => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" }),
  });
}
