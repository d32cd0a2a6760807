import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, ask, type Shape } from "../../api/client";
import type { PeriodKind } from "../../api/types";

export type BoardView = Shape<"BoardView">;
export type WidgetCard = Shape<"WidgetCard">;
export type WidgetKind = Shape<"WidgetKind">;
export type Comment = Shape<"Comment">;

export interface Asked {
  unit?: string | undefined;
  period?: PeriodKind | undefined;
  day?: string | undefined;
}

/** `header`: looks through the eyes of a preview, for this call only. */
const through = (header?: string) => (header ? { headers: { "X-Navmark-Preview": header } } : {});

export function useBoards() {
  return useQuery({ queryKey: ["boards"], queryFn: () => ask(api.GET("/api/v1/boards")) });
}

/** `mark`: asked anew whenever it changes (the draft that a preview shows). */
export function useBoard(name: string, asked: Asked, header?: string, mark?: string) {
  return useQuery({
    queryKey: ["board", name, asked, header, mark],
    queryFn: () => ask(api.GET("/api/v1/boards/{name}", { params: { path: { name }, query: asked }, ...through(header) })),
    placeholderData: (last) => (last?.name === name ? last : undefined),
    retry: header === undefined,
  });
}

export function useWidget(name: string, number: number, asked: Asked, wanted: boolean, header?: string) {
  return useQuery({
    queryKey: ["board-widget", name, number, asked, header],
    queryFn: () =>
      ask(api.GET("/api/v1/boards/{name}/widgets/{number}", { params: { path: { name, number }, query: asked }, ...through(header) })),
    enabled: wanted,
    retry: header === undefined,
  });
}

export function useMeeting(name: string, asked: Asked, wanted: boolean) {
  return useQuery({
    queryKey: ["meeting", name, asked],
    queryFn: () => ask(api.GET("/api/v1/boards/{name}/meeting", { params: { path: { name }, query: asked } })),
    enabled: wanted,
  });
}

export function useSnapshots(name: string) {
  return useQuery({
    queryKey: ["snapshots", name],
    queryFn: () => ask(api.GET("/api/v1/boards/{name}/snapshots", { params: { path: { name } } })),
  });
}

export function useSnapshot(name: string, id: string | undefined) {
  return useQuery({
    queryKey: ["snapshot", name, id],
    queryFn: () =>
      ask(api.GET("/api/v1/boards/{name}/snapshots/{public_id}", { params: { path: { name, public_id: id ?? "" } } })),
    enabled: id !== undefined,
    staleTime: Infinity,
  });
}

export function useKeepSnapshot(name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Asked & { title: string }) =>
      ask(api.POST("/api/v1/boards/{name}/snapshots", { params: { path: { name } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["snapshots", name] }),
  });
}

/** What was said at a unit and below about days of a span. */
export function useComments(unit: string | undefined, from: string | undefined, to: string | undefined) {
  return useQuery({
    queryKey: ["comments", unit, from, to],
    queryFn: () => ask(api.GET("/api/v1/comments", { params: { query: { unit, from, to, page_size: 200 } } })),
    enabled: unit !== undefined,
  });
}

export function useSay() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Shape<"NewComment">) => ask(api.POST("/api/v1/comments", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["comments"] }),
  });
}

export function useTakeBack() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => ask(api.DELETE("/api/v1/comments/{public_id}", { params: { path: { public_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["comments"] }),
  });
}

export function useWidgetKinds() {
  return useQuery({ queryKey: ["widgets"], queryFn: () => ask(api.GET("/api/v1/widgets")), staleTime: Infinity });
}
