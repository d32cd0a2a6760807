import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, callPage } from "../../api/call";
import type { Shape } from "../../api/client";
import type { Full } from "../../api/full";

export type Person = Full<Shape<"PersonCard">>;
export type Seat = Full<Shape<"PostSeat">>;
export type Token = Full<Shape<"TokenCard">>;
export type Entry = Full<Shape<"Entry">>;
export type Job = Full<Shape<"Job">>;
export type Schedule = Full<Shape<"ScheduleCard">>;
export type Health = Full<Shape<"SystemHealth">>;
export type Message = { public_id: string; state: string; created_at: string; purpose?: string; user?: { title?: unknown } };

type Filter = Record<string, string | number | undefined>;

/** A page of one of the room's lists. */
export function usePage<Item>(path: string, filter: Filter, every?: number) {
  return useQuery({
    queryKey: ["admin", path, filter],
    queryFn: () => callPage<Item>(path, filter),
    placeholderData: keepPreviousData,
    ...(every ? { refetchInterval: every } : {}),
  });
}

export function useHealth() {
  return useQuery({ queryKey: ["admin", "health"], queryFn: () => call<Health>("GET", "/system/health"), refetchInterval: 30_000 });
}

/** An act; afterwards the room's lists are asked again. */
export function useAct<Wish, Done = unknown>(send: (wish: Wish) => Promise<Done>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSuccess: () => client.invalidateQueries({ queryKey: ["admin"] }) });
}
