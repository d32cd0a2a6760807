import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api, ask } from "../../../../api/client";
import type { Words } from "../../../../api/types";
import { type DraftCard, fetchShown, useDefinitions, useKinds, useStale, write } from "../../changes";
import { isObject } from "../../logic/path";
import type { Value } from "./matrix";

export interface Named {
  name: string;
  title: Words;
}

/** A definition of the matrix with its draft's value. */
export interface Entry extends Named {
  value: Value;
}

export interface Matrix {
  roles: Entry[];
  boards: Entry[];
  forms: Entry[];
  indicators: Named[];
  groups: { name: string; title: Words; permissions: Named[] }[];
  /** Level name → title and place, 0 = top. */
  levels: Map<string, { title: Words; place: number }>;
  /** Whether boards can be made for roles. */
  boardsByRole: boolean;
  loading: boolean;
  failure: unknown;
  /** Changes a definition of the change set other than the one being edited; saved at once. */
  save: (kind: string, name: string, next: (value: Value) => Value) => void;
}

const draftKey = (change: string, kind: string, name: string) => ["changes", change, "draft", kind, name];

/** Every role of the change set beside each other, with what they may see and do. */
export function useMatrix(change: string): Matrix {
  const definitions = useDefinitions(change);
  const kinds = useKinds();
  const permissions = useQuery({ queryKey: ["permissions"], queryFn: () => ask(api.GET("/api/v1/permissions")), staleTime: 600_000 });
  const there = (definitions.data ?? []).filter(({ action }) => action !== "removed");
  const wanted = there.filter(({ kind }) => kind === "role" || kind === "dashboard" || kind === "form" || kind === "org");
  const drafts = useQueries({
    queries: wanted.map(({ kind, name }) => ({ queryKey: draftKey(change, kind, name), queryFn: () => fetchShown(change, kind, name) })),
  });
  const [problem, save] = useSave(change);
  const entries = (kind: string): Entry[] =>
    wanted.flatMap((one, i) => {
      const value = drafts[i]?.data?.value;
      return one.kind === kind && isObject(value) ? [{ name: one.name, title: one.title, value }] : [];
    });
  const [org] = entries("org");
  const listed = org && Array.isArray(org.value.levels) ? org.value.levels : [];
  const levels = new Map(listed.flatMap((level, place) => (isObject(level) && typeof level.name === "string" ? [[level.name, { title: level.title as unknown as Words, place }] as const] : [])));
  const placeOf = ({ value }: Entry) => levels.get(String(value.level))?.place ?? 99;
  const dashboard = kinds.data?.find(({ kind }) => kind === "dashboard");
  return {
    roles: entries("role").sort((a, b) => placeOf(a) - placeOf(b) || a.name.localeCompare(b.name)),
    boards: entries("dashboard"),
    forms: entries("form"),
    indicators: there.filter(({ kind }) => kind === "indicator"),
    groups: permissions.data ?? [],
    levels,
    boardsByRole: Boolean(dashboard?.schema.properties?.roles),
    loading: definitions.isPending || kinds.isPending || permissions.isPending || drafts.some(({ isPending }) => isPending),
    failure: definitions.error ?? kinds.error ?? permissions.error ?? drafts.find(({ error }) => error)?.error ?? problem,
    save,
  };
}

/** One save after the other per definition; what is on the screen is ahead of what is saved. */
function useSave(change: string): [unknown, Matrix["save"]] {
  const client = useQueryClient();
  const stale = useStale();
  const chains = useRef(new Map<string, Promise<void>>());
  const [problem, setProblem] = useState<unknown>(null);
  const save: Matrix["save"] = (kind, name, next) => {
    const key = draftKey(change, kind, name);
    client.setQueryData<DraftCard>(key, (old) => old && { ...old, value: isObject(old.value) ? next(old.value) : old.value });
    const run = async () => {
      const now = client.getQueryData<DraftCard>(key);
      if (!now) return;
      try {
        const saved = await write.draft(change, kind, name, { value: now.value, revision: now.revision });
        client.setQueryData<DraftCard>(key, (later) => ({ ...saved, value: later?.value ?? saved.value }));
        setProblem(null);
        await stale("draft");
      } catch (refused) {
        setProblem(refused);
        await client.invalidateQueries({ queryKey: key });
      }
    };
    const before = chains.current.get(`${kind} ${name}`) ?? Promise.resolve();
    chains.current.set(`${kind} ${name}`, before.then(run));
  };
  return [problem, save];
}
