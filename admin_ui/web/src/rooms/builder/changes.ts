import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "../../api/call";
import { api, ask, type Shape } from "../../api/client";
import type { components } from "../../api/schema";
import type { Issue, Text, Words } from "../../api/types";
import type { Json } from "./logic/path";
import type { Node, Ui } from "./logic/schema";

/** A shape of the API with what the document cannot say more finely put in place. */
type Finer<Name extends keyof components["schemas"], Part = unknown> = Omit<Required<Shape<Name>>, keyof Part> & Part;

export type Action = "added" | "changed" | "removed";
type State = { state: "open" | "submitted" | "published" | "discarded" };

export type KindCard = Finer<"KindCard", { title: Text; schema: Node; ui: Ui }>;
export type ChangeCard = Finer<"ChangeCard", State>;
export type ChangeItem = Finer<"Item", { title: Words; action: Action | null }>;
export type ChangeFile = Finer<"FileItem", { action: Action | null }>;
export type Approval = Finer<"ApprovalCard", { verdict: "approved" | "rejected" }>;
/** `needs_approval`: why it may not be published before somebody else has approved it; null: it may. */
export type Change = Finer<"WholeChange", State & { items: ChangeItem[]; files: ChangeFile[]; approvals: Approval[]; needs_approval: Words }>;
export type DefinitionLine = Finer<"DraftBrief", { title: Words; action: Action | null; path?: string }>;
/** `revision` 0: nobody has drafted it in this change set. */
export type DraftCard = Finer<
  "DraftCard",
  { value: Json | null; live: Json | null; base: Json | null; action: Action | null; issues: Issue[]; author?: string | null; changed_at?: string | null }
>;
export type FileCard = Finer<"FileCard", { action: Action | null }>;
export type DiffEntry = Finer<"DiffCard", { action: Action }>;
export type Use = Pick<Shape<"Use">, "kind" | "name" | "title"> & { path?: string };
export type Flip = Shape<"FlipCard">;
export type Impact = Shape<"ImpactCard">;
export type ReleaseCard = Finer<"ReleaseCard">;
export type Release = ReleaseCard & { changes: DiffEntry[] };
type DefinitionCard = Finer<"DefinitionCard", { value: Json; versions: Finer<"Version">[] }>;

const seg = encodeURIComponent;
const filePath = (change: string, path: string) => `/changes/${seg(change)}/files/${path.split("/").map(seg).join("/")}`;
const CHANGES = "changes";
/** Kinds change only with the installation. */
const LASTING = 600_000;

/** An answer in its finer shape. */
const read = <T>(answer: Promise<{ data?: unknown }>) => ask(answer) as Promise<T>;
const one = (change: string | null) => ({ params: { path: { change: change ?? "" } } });

export function useKinds() {
  return useQuery({ queryKey: ["kinds"], queryFn: () => read<KindCard[]>(api.GET("/api/v1/kinds")), staleTime: LASTING });
}

export function useOpenChanges() {
  return useQuery({ queryKey: [CHANGES, "open"], queryFn: () => read<ChangeCard[]>(api.GET("/api/v1/changes", { params: { query: { state: "open" } } })) });
}

export function useChange(id: string | null) {
  return useQuery({ queryKey: [CHANGES, id, "card"], queryFn: () => read<Change>(api.GET("/api/v1/changes/{change}", one(id))), enabled: id !== null });
}

/** Every definition as it would be with the change set, or as it serves where there is none (null or empty). */
export function useDefinitions(given: string | null) {
  const id = given || null;
  return useQuery({
    queryKey: [CHANGES, id, "definitions"],
    queryFn: async () =>
      id === null
        ? (await read<DefinitionLine[]>(api.GET("/api/v1/definitions"))).map((line) => ({ ...line, action: null }))
        : read<DefinitionLine[]>(api.GET("/api/v1/changes/{change}/definitions", one(id))),
  });
}

export function fetchDraft(change: string, kind: string, name: string): Promise<DraftCard> {
  return read(api.GET("/api/v1/changes/{change}/definitions/{kind}/{name}", { params: { path: { change, kind, name } } }));
}

export function fetchLive(kind: string, name: string): Promise<DefinitionCard> {
  return read(api.GET("/api/v1/definitions/{kind}/{name}", { params: { path: { kind, name } } }));
}

export const draftKey = (id: string | null, kind: string, name: string) => [CHANGES, id, "draft", kind, name];

/** What serves, in the shape of a draft that nobody has begun. */
export function served({ value, path }: { value: Json; path?: string }, kind: string, name: string): DraftCard {
  return { kind, name, path: path ?? "", value, revision: 0, live: value, base: value, action: null, conflict: false, issues: [] };
}

/** A definition as the change set has it, or as it serves where there is none (empty). */
export async function fetchShown(change: string, kind: string, name: string): Promise<DraftCard> {
  return change ? fetchDraft(change, kind, name) : served(await fetchLive(kind, name), kind, name);
}

export function useDraft(id: string | null, kind: string, name: string, wanted = true) {
  return useQuery({ queryKey: draftKey(id, kind, name), queryFn: () => fetchShown(id ?? "", kind, name), enabled: id !== null && wanted, refetchOnMount: "always" });
}

export function useLive(kind: string, name: string, wanted = true) {
  return useQuery({ queryKey: ["definition", kind, name], queryFn: () => fetchLive(kind, name), enabled: wanted });
}

export function useVersion(kind: string, name: string, version: number | null) {
  return useQuery({
    queryKey: ["definition", kind, name, version],
    queryFn: () => read<{ value: Json }>(api.GET("/api/v1/definitions/{kind}/{name}/versions/{version}", { params: { path: { kind, name, version: version ?? 0 } } })),
    enabled: version !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useUses(kind: string, name: string) {
  return useQuery({
    queryKey: ["definition", kind, name, "uses"],
    queryFn: () => read<Use[]>(api.GET("/api/v1/definitions/{kind}/{name}/uses", { params: { path: { kind, name } } })),
  });
}

export function useCheck(id: string | null) {
  return useQuery({ queryKey: [CHANGES, id, "check"], queryFn: () => read<{ ok: boolean; issues: Issue[] }>(api.GET("/api/v1/changes/{change}/check", one(id))), enabled: id !== null });
}

export function useDiff(id: string, wanted: boolean) {
  return useQuery({ queryKey: [CHANGES, id, "diff"], queryFn: () => read<DiffEntry[]>(api.GET("/api/v1/changes/{change}/diff", one(id))), enabled: wanted });
}

export function useImpact(id: string, day?: string) {
  return useQuery({
    queryKey: [CHANGES, id, "impact", day],
    queryFn: () => ask(api.GET("/api/v1/changes/{change}/impact", { params: { path: { change: id }, query: day ? { day } : {} } })),
    placeholderData: keepPreviousData,
  });
}

export function useFile(id: string, path: string) {
  return useQuery({ queryKey: [CHANGES, id, "file", path], queryFn: () => call<FileCard>("GET", filePath(id, path)), refetchOnMount: "always" });
}

export function useReleases() {
  return useQuery({ queryKey: ["releases"], queryFn: () => read<ReleaseCard[]>(api.GET("/api/v1/releases")) });
}

export function useRelease(number: number, wanted: boolean) {
  return useQuery({ queryKey: ["releases", number], queryFn: () => read<Release>(api.GET("/api/v1/releases/{number}", { params: { path: { number } } })), enabled: wanted });
}

export const draftPath = (id: string, kind: string, name: string) => `/changes/${seg(id)}/definitions/${seg(kind)}/${seg(name)}`;

/** The writing calls. Each throws a `Problem` when refused. */
export const write = {
  begin: (title: string) => read<ChangeCard>(api.POST("/api/v1/changes", { body: { title } })),
  rename: (id: string, title: string) => read<Change>(api.PATCH("/api/v1/changes/{change}", { ...one(id), body: { title } })),
  discard: (id: string) => api.DELETE("/api/v1/changes/{change}", one(id)),
  draft: (id: string, kind: string, name: string, body: { value: Json | null; revision: number; rebase?: boolean }) =>
    call<DraftCard>("PUT", draftPath(id, kind, name), undefined, body),
  /** Back to what serves. */
  drop: (id: string, kind: string, name: string, revision: number) => call("DELETE", draftPath(id, kind, name), { revision }),
  file: (id: string, path: string, body: { text: string | null; revision: number; rebase?: boolean }) => call<FileCard>("PUT", filePath(id, path), undefined, body),
  dropFile: (id: string, path: string, revision: number) => call("DELETE", filePath(id, path), { revision }),
  publish: (id: string, body: { reason: string; despite_cases: boolean }) => ask(api.POST("/api/v1/changes/{change}/publish", { ...one(id), body })),
  submit: (id: string) => api.POST("/api/v1/changes/{change}/submit", one(id)),
  approve: (id: string, verdict: Approval["verdict"], note: string) => api.POST("/api/v1/changes/{change}/approvals", { ...one(id), body: { verdict, note } }),
  rollBack: (number: number, reason: string) => read<ReleaseCard>(api.POST("/api/v1/releases/{number}/rollback", { params: { path: { number } }, body: { reason } })),
};

/** One writing call; everything about change sets is asked for again afterwards, `all`: everything there is (what serves has changed). */
export function useWrite<In, Out>(what: (given: In) => Promise<Out>, all = false) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: what,
    onSettled: () => client.invalidateQueries({ predicate: ({ queryKey }) => (all ? queryKey[0] !== "session" : queryKey[0] === CHANGES) }),
  });
}

/** Drafts were saved elsewhere than through `useWrite`. */
export function useStale() {
  const client = useQueryClient();
  return (but?: string) => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === CHANGES && queryKey[2] !== but });
}
