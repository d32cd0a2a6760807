import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, ask, type Shape } from "../../api/client";

export type Person = Shape<"AccessPerson">;
export type Reasons = Shape<"AccessReasons">;

const SHOWN = 30;

/** Active people whose name, login or unit holds the words. */
export function usePeople(words: string) {
  return useQuery({
    queryKey: ["access", "people", words],
    queryFn: () => ask(api.GET("/api/v1/access/people", { params: { query: { q: words, page_size: SHOWN } } })),
    placeholderData: keepPreviousData,
  });
}

/** One person by his login. */
export function usePerson(login: string) {
  return useQuery({
    queryKey: ["access", "person", login],
    queryFn: async () => (await ask(api.GET("/api/v1/access/people", { params: { query: { q: login, page_size: 200 } } }))).find((one) => one.login === login) ?? null,
  });
}

export interface Asked {
  login: string;
  unit?: string;
  indicator?: string;
  board?: string;
  permission?: string;
  day?: string;
}

export function useReasons(asked: Asked | null) {
  return useQuery({
    queryKey: ["access", "why", asked],
    queryFn: () => ask(api.GET("/api/v1/access/explain", { params: { query: asked ?? { login: "" } } })),
    enabled: asked !== null,
    staleTime: 0,
  });
}
