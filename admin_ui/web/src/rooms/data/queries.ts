import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, callPage } from "../../api/call";
import type { Shape } from "../../api/client";
import type { Full } from "../../api/full";

export type Dataset = Full<Shape<"DatasetCard">>;
export type Matrix = Full<Shape<"Completeness">>;
export type Reason = Full<Shape<"RefusalReason">>;
export type Adjustment = Full<Shape<"AdjustmentCard">>;
export type UnitHit = Full<Shape<"UnitHit">>;
interface Rows {
  columns: Dataset["columns"];
  rows: Record<string, Cell>[];
  more: boolean;
}
export type Cell = string | number | boolean | null;

export function useDatasets() {
  return useQuery({ queryKey: ["datasets"], queryFn: () => call<Dataset[]>("GET", "/datasets") });
}

export function useCompleteness(name: string | undefined, days: number, to: string | undefined) {
  return useQuery({
    queryKey: ["completeness", name, days, to],
    queryFn: () => call<Matrix>("GET", `/datasets/${encodeURIComponent(name ?? "")}/completeness`, { days, to }),
    enabled: name !== undefined,
    placeholderData: keepPreviousData,
  });
}

export function useReasons(source: string, wanted: boolean) {
  return useQuery({
    queryKey: ["refused", source],
    queryFn: () => call<Reason[]>("GET", "/refused/reasons", { source }),
    enabled: wanted,
  });
}

export function useAdjustments(filter: { state?: string | undefined; page: number; page_size: number }) {
  return useQuery({
    queryKey: ["adjustments", filter],
    queryFn: () => callPage<Adjustment>("/adjustments", filter),
    placeholderData: keepPreviousData,
  });
}

export function useRows(dataset: string | undefined, unit: string | undefined, day: string | undefined) {
  return useQuery({
    queryKey: ["rows", dataset, unit, day],
    queryFn: () => call<Rows>("GET", `/datasets/${encodeURIComponent(dataset ?? "")}/rows`, { unit, day }),
    enabled: Boolean(dataset && unit && day),
  });
}

export function useUnits(q: string) {
  return useQuery({
    queryKey: ["units", q],
    queryFn: () => call<UnitHit[]>("GET", "/units", { q, limit: 20 }),
    placeholderData: keepPreviousData,
  });
}

/** Something that changes data: afterwards everything that shows data is asked again. */
export function useChange<Wish, Done = unknown>(send: (wish: Wish) => Promise<Done>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" }),
  });
}
