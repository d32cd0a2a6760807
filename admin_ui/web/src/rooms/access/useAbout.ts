import { useQuery } from "@tanstack/react-query";
import { api, ask } from "../../api/client";
import type { Words } from "../../api/types";

/** What a question may be about. */
export const KINDS = ["indicator", "board", "permission", "unit"] as const;
export type About = (typeof KINDS)[number];

/** The things of a kind that may be asked about: what serves now. */
export function useAbout(kind: About): { name: string; title: Words }[] {
  const definitions = useQuery({ queryKey: ["definitions"], queryFn: () => ask(api.GET("/api/v1/definitions")), enabled: kind === "indicator" || kind === "board" });
  const groups = useQuery({ queryKey: ["permissions"], queryFn: () => ask(api.GET("/api/v1/permissions")), enabled: kind === "permission", staleTime: 600_000 });
  if (kind === "permission") return (groups.data ?? []).flatMap(({ permissions }) => permissions);
  const wanted = kind === "board" ? "dashboard" : kind;
  return (definitions.data ?? []).flatMap((one) => (one.kind === wanted && one.name ? [{ name: one.name, title: one.title }] : []));
}
