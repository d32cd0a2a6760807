import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, callPage, type Page } from "./call";
import type { Incident } from "./incident";
import type { Load, Source } from "./source";
import type { Home, IncidentBrief, PeriodKind, Trend, UnitView } from "./types";
import type { Explanation } from "./why";

export interface When {
  period?: PeriodKind | undefined;
  day?: string | undefined;
}

const seg = encodeURIComponent;

export function useHome(day?: string) {
  return useQuery({ queryKey: ["home", day], queryFn: () => call<Home>("GET", "/home", { day }) });
}

export function useUnit(code: string, { period, day }: When) {
  return useQuery({
    queryKey: ["unit", code, period, day],
    queryFn: () => call<UnitView>("GET", `/units/${seg(code)}`, { period, day }),
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

export function useExplanation(code: string, indicator: string, { period, day }: When, wanted: boolean) {
  return useQuery({
    queryKey: ["explain", code, indicator, period, day],
    queryFn: () => call<Explanation>("GET", `/units/${seg(code)}/explain`, { indicator, period, day }),
    enabled: wanted,
  });
}

export function useIncidents(filter: { state?: string | undefined; page: number; page_size: number }) {
  return useQuery({
    queryKey: ["incidents", filter],
    queryFn: () => callPage<IncidentBrief>("/incidents", filter),
    placeholderData: keepPreviousData,
  });
}

export function useIncident(id: string) {
  return useQuery({ queryKey: ["incident", id], queryFn: () => call<Incident>("GET", `/incidents/${seg(id)}`) });
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
