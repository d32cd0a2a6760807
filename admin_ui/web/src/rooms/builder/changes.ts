import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "../../api/call";
import type { Issue, Text, Words } from "../../api/types";
import type { Json } from "./logic/path";
import type { Node, Ui } from "./logic/schema";

export interface KindCard {
  kind: string;
  title: Text;
  schema: Node;
  ui: Ui;
  count: number;
}

export type ChangeState = "open" | "submitted" | "published" | "discarded";
export type Action = "added" | "changed" | "removed";

export interface ChangeCard {
  public_id: string;
  title: string;
  state: ChangeState;
  author: string;
  created_at: string;
  changed_at: string;
  revision: number;
  release: number | null;
  drafts: number;
}

export interface ChangeItem {
  kind: string;
  name: string;
  title: Words;
  path: string;
  action: Action;
  revision: number;
  author: string;
  changed_at: string;
  conflict: boolean;
}

export interface ChangeFile {
  path: string;
  action: Action;
  revision: number;
  author: string;
  changed_at: string;
  conflict: boolean;
}

export interface Approval {
  actor: string;
  at: string;
  verdict: "approved" | "rejected";
  note: string;
  revision: number;
}

export interface Change extends ChangeCard {
  items: ChangeItem[];
  files: ChangeFile[];
  approvals: Approval[];
  conflicts: number;
  problems: number;
  warnings: number;
  /** Why it may not be published before somebody else has approved it; null: it may. */
  needs_approval: Words;
}

export interface DefinitionLine {
  kind: string;
  name: string;
  title: Words;
  path?: string;
  action: Action | null;
}

export interface DraftCard {
  kind: string;
  name: string;
  path: string;
  value: Json | null;
  /** 0: nobody has drafted it in this change set. */
  revision: number;
  live: Json | null;
  base: Json | null;
  action: Action | null;
  conflict: boolean;
  author?: string | null;
  issues: Issue[];
}

export interface FileCard {
  path: string;
  text: string | null;
  revision: number;
  live_text: string | null;
  action: Action | null;
  conflict: boolean;
}

export interface DiffDetail {
  path: string;
  label: Words;
  before: Json;
  after: Json;
  action: Action;
  words: Words;
}

export interface DiffEntry {
  action: Action;
  kind: string;
  name: string;
  title: Words;
  words: Words;
  details: DiffDetail[];
}

export interface Use {
  kind: string;
  name: string;
  title: Words;
  path?: string;
}

export interface VersionCard {
  version: number;
  hash: string;
  author: string | null;
  reason: string | null;
  created_at: string;
}

export interface DefinitionCard {
  kind: string;
  name: string;
  title: Words;
  version: number;
  path: string;
  value: Json;
  versions: VersionCard[];
}

export interface Flip {
  unit: string;
  unit_title: Text;
  indicator: string;
  indicator_title: Text;
  before: string;
  after: string;
  before_attainment: number | null;
  after_attainment: number | null;
}

export interface Impact {
  day: string;
  period: string;
  used_by: (Use & { via: string[] })[];
  /** Lights compared, how many of them would be others, and the first hundred of these. */
  lights: number;
  changed: number;
  moves: Record<string, number>;
  flips: Flip[];
}

export interface ReleaseCard {
  number: number;
  author: string | null;
  reason: string | null;
  created_at: string;
  rolled_back_to: number | null;
  current: boolean;
}

const seg = encodeURIComponent;
const filePath = (path: string) => path.split("/").map(seg).join("/");
const CHANGES = "changes";
/** Kinds change only with the installation. */
const LASTING = 600_000;

export function useKinds() {
  return useQuery({ queryKey: ["kinds"], queryFn: () => call<KindCard[]>("GET", "/kinds"), staleTime: LASTING });
}

export function useOpenChanges() {
  return useQuery({ queryKey: [CHANGES, "open"], queryFn: () => call<ChangeCard[]>("GET", "/changes", { state: "open" }) });
}

export function useChange(id: string | null) {
  return useQuery({ queryKey: [CHANGES, id, "card"], queryFn: () => call<Change>("GET", `/changes/${seg(id ?? "")}`), enabled: id !== null });
}

/** Every definition as it would be with the change set, or as it serves where there is none. */
export function useDefinitions(id: string | null) {
  return useQuery({
    queryKey: [CHANGES, id, "definitions"],
    queryFn: () =>
      id === null
        ? call<DefinitionLine[]>("GET", "/definitions").then((found) => found.map((one) => ({ ...one, action: null })))
        : call<DefinitionLine[]>("GET", `/changes/${seg(id)}/definitions`),
  });
}

export const draftPath = (id: string, kind: string, name: string) => `/changes/${seg(id)}/definitions/${seg(kind)}/${seg(name)}`;

export function useDraft(id: string | null, kind: string, name: string, wanted = true) {
  return useQuery({
    queryKey: [CHANGES, id, "draft", kind, name],
    queryFn: () => call<DraftCard>("GET", draftPath(id ?? "", kind, name)),
    enabled: id !== null && wanted,
  });
}

export function useLive(kind: string, name: string, wanted = true) {
  return useQuery({ queryKey: ["definition", kind, name], queryFn: () => call<DefinitionCard>("GET", `/definitions/${seg(kind)}/${seg(name)}`), enabled: wanted });
}

export function useVersion(kind: string, name: string, version: number | null) {
  return useQuery({
    queryKey: ["definition", kind, name, version],
    queryFn: () => call<{ value: Json }>("GET", `/definitions/${seg(kind)}/${seg(name)}/versions/${version}`),
    enabled: version !== null,
    staleTime: Infinity,
  });
}

export function useUses(kind: string, name: string, wanted = true) {
  return useQuery({ queryKey: ["definition", kind, name, "uses"], queryFn: () => call<Use[]>("GET", `/definitions/${seg(kind)}/${seg(name)}/uses`), enabled: wanted });
}

export function useCheck(id: string | null) {
  return useQuery({ queryKey: [CHANGES, id, "check"], queryFn: () => call<{ ok: boolean; issues: Issue[] }>("GET", `/changes/${seg(id ?? "")}/check`), enabled: id !== null });
}

export function useDiff(id: string, wanted: boolean) {
  return useQuery({ queryKey: [CHANGES, id, "diff"], queryFn: () => call<DiffEntry[]>("GET", `/changes/${seg(id)}/diff`), enabled: wanted });
}

export function useImpact(id: string, day?: string) {
  return useQuery({ queryKey: [CHANGES, id, "impact", day], queryFn: () => call<Impact>("GET", `/changes/${seg(id)}/impact`, { day }), placeholderData: keepPreviousData });
}

export function useFile(id: string | null, path: string, wanted = true) {
  return useQuery({ queryKey: [CHANGES, id, "file", path], queryFn: () => call<FileCard>("GET", `/changes/${seg(id ?? "")}/files/${filePath(path)}`), enabled: id !== null && wanted });
}

export function useReleases() {
  return useQuery({ queryKey: ["releases"], queryFn: () => call<ReleaseCard[]>("GET", "/releases") });
}

export function useRelease(number: number, wanted: boolean) {
  return useQuery({ queryKey: ["releases", number], queryFn: () => call<ReleaseCard & { changes: DiffEntry[] }>("GET", `/releases/${number}`), enabled: wanted });
}

/** The writing calls. Each throws a `Problem` when refused. */
export const write = {
  begin: (title: string) => call<ChangeCard>("POST", "/changes", undefined, { title }),
  rename: (id: string, title: string) => call<ChangeCard>("PATCH", `/changes/${seg(id)}`, undefined, { title }),
  discard: (id: string) => call("DELETE", `/changes/${seg(id)}`),
  draft: (id: string, kind: string, name: string, body: { value: Json | null; revision: number; rebase?: boolean }) =>
    call<DraftCard>("PUT", draftPath(id, kind, name), undefined, body),
  /** Back to what serves. */
  drop: (id: string, kind: string, name: string, revision: number) => call("DELETE", draftPath(id, kind, name), { revision }),
  file: (id: string, path: string, body: { text: string | null; revision: number }) => call<FileCard>("PUT", `/changes/${seg(id)}/files/${filePath(path)}`, undefined, body),
  dropFile: (id: string, path: string, revision: number) => call("DELETE", `/changes/${seg(id)}/files/${filePath(path)}`, { revision }),
  publish: (id: string, reason: string) => call<{ number: number; reason: string }>("POST", `/changes/${seg(id)}/publish`, undefined, { reason }),
  submit: (id: string) => call("POST", `/changes/${seg(id)}/submit`),
  approve: (id: string, verdict: Approval["verdict"], note: string) => call("POST", `/changes/${seg(id)}/approvals`, undefined, { verdict, note }),
  rollBack: (number: number, reason: string) => call<ReleaseCard>("POST", `/releases/${number}/rollback`, undefined, { reason }),
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
