import { useQuery } from "@tanstack/react-query";
import { api, ask, type Shape } from "../../../../api/client";
import type { Definition } from "../../editor";
import { isObject, type Json } from "../../logic/path";

export type Connectors = Shape<"SourceConnectors">;
export type Sample = Shape<"SourceSample">;
export type SampleInto = Shape<"SourceSampleInto">;
export type Runs = Shape<"SourceRuns">;

export interface Into {
  dataset: string;
  records?: string;
  where?: string;
  map: Record<string, string>;
  optional?: string[];
}

/** A column of a dataset, as its definition has it. */
export interface Column {
  name: string;
  title: { zh: string; en: string };
  type: string;
  required?: boolean;
}

const LASTING = 600_000;

export const useConnectors = () => useQuery({ queryKey: ["connectors"], queryFn: () => ask(api.GET("/api/v1/connectors")), staleTime: LASTING });
export const useSecrets = () => useQuery({ queryKey: ["secrets"], queryFn: () => ask(api.GET("/api/v1/secrets")) });
export const useInbox = () => useQuery({ queryKey: ["inbox"], queryFn: () => ask(api.GET("/api/v1/inbox")) });

export function useRuns(change: string, name: string) {
  return useQuery({
    queryKey: ["changes", change, "runs", name],
    queryFn: () => ask(api.GET("/api/v1/changes/{change}/sources/{name}/next-runs", { params: { path: { change, name } } })),
  });
}

export const trySource = (change: string, name: string, value: Definition, rows: number) =>
  ask(api.POST("/api/v1/changes/{change}/sources/{name}/sample", { params: { path: { change, name } }, body: { value: value as never, rows } }));

/** Where the source writes, whatever state the draft is in. */
export function intosOf(value: Definition): Into[] {
  const list = Array.isArray(value.into) ? (value.into as Json[]) : [];
  return list.filter(isObject).map((one) => {
    const map = isObject(one.map) ? Object.fromEntries(Object.entries(one.map).filter((pair): pair is [string, string] => typeof pair[1] === "string")) : {};
    return { ...one, dataset: typeof one.dataset === "string" ? one.dataset : "", map } as Into;
  });
}

export function columnsOf(dataset: Json | null | undefined): Column[] {
  if (!isObject(dataset) || !Array.isArray(dataset.columns)) return [];
  return dataset.columns.filter((one) => isObject(one) && typeof one.name === "string") as unknown as Column[];
}

/** Names of the secrets that a value refers to, once each. */
export function secretsIn(value: unknown): string[] {
  const found = new Set<string>();
  const walk = (here: unknown): void => {
    if (Array.isArray(here)) here.forEach(walk);
    else if (isObject(here)) {
      if (typeof here.secret === "string" && Object.keys(here).length === 1) found.add(here.secret);
      else Object.values(here).forEach(walk);
    }
  };
  walk(value);
  return [...found].filter(Boolean).sort();
}

/** The app with the source in (or out of) the first pulling step of a schedule; a step is made where there is none. */
export function scheduled(app: Json, schedule: string, source: string, wanted: boolean): Json {
  if (!isObject(app) || !Array.isArray(app.schedules)) return app;
  const schedules = app.schedules.map((one) => {
    if (!isObject(one) || one.name !== schedule || !Array.isArray(one.steps)) return one;
    const pulls = (step: Json) => (isObject(step) && Array.isArray(step.pull) ? (step.pull as string[]) : null);
    let steps: Json[] = one.steps;
    if (!wanted) steps = steps.map((step) => (pulls(step) ? { ...(step as object), pull: pulls(step)?.filter((name) => name !== source) ?? [] } : step)).filter((step) => pulls(step)?.length !== 0);
    else {
      const at = steps.findIndex((step) => pulls(step));
      steps = at < 0 ? [{ pull: [source] }, ...steps] : steps.map((step, i) => (i === at ? { ...(step as object), pull: [...new Set([...(pulls(step) ?? []), source])] } : step));
    }
    return { ...one, steps };
  });
  return { ...app, schedules };
}

/** A name for the data file of a source. */
export const fileFor = (name: string) => `data/${name}.csv`;
