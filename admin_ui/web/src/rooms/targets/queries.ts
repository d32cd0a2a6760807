import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, ask, type Shape } from "../../api/client";

export type MyTargets = Shape<"MyTargets">;
export type ReceiptState = "open" | "confirmed";

export function useMyTargets() {
  return useQuery({ queryKey: ["targets", "mine"], queryFn: () => ask(api.GET("/api/v1/targets/mine")) });
}

export function useReceipts(query: { plan?: string | undefined; state?: ReceiptState | undefined; page: number }) {
  return useQuery({
    queryKey: ["targets", "receipts", query],
    queryFn: () => ask(api.GET("/api/v1/targets/receipts", { params: { query: { ...query, page_size: 50 } } })),
    placeholderData: keepPreviousData,
  });
}

/** Confirms one card; the cockpit's count and all receipts are asked again. */
export function useConfirm() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ card, note }: { card: MyTargets; note: string }) =>
      ask(api.POST("/api/v1/targets/receipts", { body: { plan: card.plan ?? "", version: card.version ?? "", unit: card.unit?.code ?? "", note } })),
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: ["targets"] }), client.invalidateQueries({ queryKey: ["home"] })]),
  });
}
