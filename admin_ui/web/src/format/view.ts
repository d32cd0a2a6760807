import { useCallback, useEffect } from "react";
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

/** A change on its way into the address: until it is there, the next one builds upon it. */
let coming: URLSearchParams | null = null;

/** The view and a way to change part of it; every change is a step the browser can go back. */
export function useView(): [View, (change: View) => void] {
  const [search, setSearch] = useSearchParams();
  useEffect(() => void (coming = null), [search]);
  const change = useCallback(
    (part: View) => {
      const next = new URLSearchParams(coming ?? search);
      for (const [name, value] of Object.entries(part)) value ? next.set(name, value) : next.delete(name);
      coming = next;
      setSearch(next, { preventScrollReset: true });
    },
    [search, setSearch],
  );
  return [readView(search), change];
}
