import { useMutation, useQuery } from "@tanstack/react-query";
import { api, ask, type Shape } from "../../../../api/client";
import { useStale } from "../../changes";

export type Org = Shape<"OrgCard">;
export type Unit = Shape<"OrgUnitRow">;
export type Post = Shape<"OrgPostRow">;
export type Person = Shape<"OrgPersonRow">;
export type Level = Shape<"OrgLevel">;
export type Plan = Shape<"OrgPlan">;
export type What = "units" | "posts" | "users";

/** Rows to put (by line, or new) and lines to take out of one of the org's files. */
export interface Rows {
  what: What;
  put?: { line?: number | null; cells: Record<string, string> }[];
  remove?: number[];
  day?: string;
}

export function useOrg(change: string, name: string) {
  return useQuery({
    queryKey: ["changes", change, "org", name],
    queryFn: () => ask(api.GET("/api/v1/changes/{change}/org/{name}", { params: { path: { change, name } } })),
  });
}

export const revisions = (org: Org) => Object.fromEntries(Object.entries(org.files).map(([what, file]) => [what, file.revision]));

/** Saves rows; answers what would have been refused where something is (nothing is stored then). */
export function useRows(change: string, org: Org) {
  const stale = useStale();
  return useMutation({
    mutationFn: ({ what, put = [], remove = [], day }: Rows) =>
      ask(
        api.POST("/api/v1/changes/{change}/org/{name}/rows", {
          params: { path: { change, name: org.name } },
          body: { what, put, remove, ...(day ? { day } : {}), levels: org.levels.map(({ name, title }) => ({ name, title: { ...title } as Record<string, string> })), revisions: revisions(org), apply: true },
        }),
      ),
    onSettled: () => stale(),
  });
}
