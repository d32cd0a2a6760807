import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, callPage, type Query } from "../../api/call";
import { api, ask, type Shape } from "../../api/client";
import type { Full } from "../../api/full";
import type { Answerer, Incident } from "../../api/incident";
import type { IncidentBrief } from "../../api/types";

export type Standing = Full<Shape<"RuleStanding">>;
export type UnitState = Full<Shape<"UnitState">>;
export type Transition = Full<Shape<"Transition">>;
export type Silence = Full<Shape<"SilenceCard">>;
export type Line = Full<Shape<"MessageLine">>;
export type Explained = Full<Shape<"RuleExplanation">>;
export type Figures = Full<Shape<"FiguresCard">>;

const seg = encodeURIComponent;

/** A page of one of the room's lists; after anything that was done here all of them are asked again. */
export function usePage<Item>(path: string, filter: Query, { every, wanted = true }: { every?: number; wanted?: boolean } = {}) {
  return useQuery({
    queryKey: ["incidents", path, filter],
    queryFn: () => callPage<Item>(path, filter),
    placeholderData: keepPreviousData,
    enabled: wanted,
    ...(every ? { refetchInterval: every } : {}),
  });
}

export const useIncidents = (filter: Query) => usePage<IncidentBrief>("/incidents", filter);

/** How many wait for me: the number beside the first tab. */
export function useMine() {
  return useQuery({
    queryKey: ["incidents", "mine"],
    queryFn: async () => (await callPage<IncidentBrief>("/incidents", { mine: "true", open: "true", page_size: 1 })).total,
  });
}

export function useFigures() {
  return useQuery({ queryKey: ["incidents", "figures"], queryFn: () => call<Figures>("GET", "/incidents/figures") });
}

export function useIncident(id: string) {
  return useQuery({ queryKey: ["incidents", "one", id], queryFn: () => call<Incident>("GET", `/incidents/${seg(id)}`), refetchInterval: 60_000 });
}

/** Whom it can be given to; asked for when somebody is about to. */
export function useAnswerers(id: string, wanted: boolean) {
  return useQuery({ queryKey: ["incidents", "people", id], queryFn: () => call<Answerer[]>("GET", `/incidents/${seg(id)}/people`), enabled: wanted });
}

export function useTurns(rule: string, unit: string) {
  return useQuery({
    queryKey: ["incidents", "turns", rule, unit],
    queryFn: () => callPage<Transition>(`/rules/${seg(rule)}/transitions`, { unit, page_size: 20 }),
  });
}

export function useWhyRule(rule: string, unit: string, day: string | undefined) {
  return useQuery({
    queryKey: ["incidents", "why", rule, unit, day],
    queryFn: () => ask(api.GET("/api/v1/rules/{rule}/explain", { params: { path: { rule }, query: { unit, ...(day ? { day } : {}) } } })) as Promise<Explained>,
  });
}

/** How every rule stands; asked again every minute, since a run may be under way. */
export function useStandings() {
  return useQuery({ queryKey: ["incidents", "rules"], queryFn: () => ask(api.GET("/api/v1/rules/states")) as Promise<Standing[]>, refetchInterval: 60_000 });
}

/**
 * Something done about an incident. What comes back is the incident as it stands now: it is shown at once, and the
 * lists, the cockpit's count and the navigation learn of it.
 */
export function useAct<Wish>(id: string, send: (wish: Wish) => Promise<Incident | { incident: Incident }>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: (answer) => {
      client.setQueryData(["incidents", "one", id], "incident" in answer ? answer.incident : answer);
      void client.invalidateQueries({ predicate: ({ queryKey }) => ["incidents", "home", "unit", "notices"].includes(String(queryKey[0])) && queryKey[1] !== "one" });
    },
  });
}

export interface Acknowledged {
  new: boolean;
  by: { title: { zh: string; en: string }; me: boolean };
  at: string;
  incident: Incident;
}

const to = (id: string, what: string) => `/incidents/${seg(id)}/${what}`;

export const acts = {
  acknowledge: (id: string, wish: { reason_code?: string | null; note?: string | null }) => call<Acknowledged>("POST", to(id, "acknowledge"), undefined, wish),
  assign: (id: string, login: string) => call<Incident>("POST", to(id, "assign"), undefined, { login }),
  comment: (id: string, text: string) => call<Incident>("POST", to(id, "comment"), undefined, { text }),
  plan: (id: string, wish: { text: string; owner: string; due_on: string }) => call<Incident>("POST", to(id, "actions"), undefined, wish),
  change: (id: string, action: string, wish: { state?: "open" | "done" | "dropped"; note?: string | null; due_on?: string }) => call<Incident>("PATCH", to(id, `actions/${seg(action)}`), undefined, wish),
  close: (id: string, wish: { reason_code?: string | null; note: string }) => call<Incident>("POST", to(id, "close"), undefined, wish),
  reopen: (id: string, note: string) => call<Incident>("POST", to(id, "reopen"), undefined, { note }),
};

/** An act on one of the room's lists; afterwards they are asked again. */
export function useChange<Wish, Done = unknown>(send: (wish: Wish) => Promise<Done>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSuccess: () => client.invalidateQueries({ queryKey: ["incidents"] }) });
}
