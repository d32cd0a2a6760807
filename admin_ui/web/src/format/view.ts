import { useCallback } from "react";
import { useSearchParams } from "react-router";
import type { PeriodKind, UnitRef } from "../api/types";

export const PERIODS: readonly PeriodKind[] = ["day", "wtd", "mtd", "qtd", "ytd"];

/** What a link to a unit carries, so that it opens the same view anywhere. */
export interface View {
  period?: PeriodKind | undefined;
  day?: string | undefined;
  indicator?: string | undefined;
  why?: string | undefined;
  /** Of the units below, from the second on. */
  page?: string | undefined;
}

export function unitLink(unit: Pick<UnitRef, "code">, view: View = {}): string {
  const pairs = Object.entries(view).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const search = new URLSearchParams(pairs).toString();
  return `/unit/${encodeURIComponent(unit.code)}${search ? `?${search}` : ""}`;
}

/** The view as the address holds it; what is not a period or a day there is left out. */
export function readView(search: URLSearchParams): View {
  const period = PERIODS.find((kind) => kind === search.get("period"));
  const day = search.get("day") ?? "";
  return {
    period,
    day: /^\d{4}-\d{2}-\d{2}$/.test(day) ? day : undefined,
    indicator: search.get("indicator") ?? undefined,
    why: search.get("why") ?? undefined,
    page: /^[1-9]\d{0,3}$/.test(search.get("page") ?? "") ? (search.get("page") ?? undefined) : undefined,
  };
}

/** The view and a way to change part of it; every change is a step the browser can go back. */
export function useView(): [View, (change: View) => void] {
  const [search, setSearch] = useSearchParams();
  const change = useCallback(
    (part: View) =>
      setSearch(
        (old) => {
          for (const [name, value] of Object.entries(part)) value ? old.set(name, value) : old.delete(name);
          return new URLSearchParams(old);
        },
        { preventScrollReset: true },
      ),
    [setSearch],
  );
  return [readView(search), change];
}
