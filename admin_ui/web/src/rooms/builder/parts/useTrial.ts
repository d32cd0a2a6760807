import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { call } from "../../../api/call";
import type { Definition } from "../editor";

/** What it has become, once it has been still for a while. */
export function useSettled<T>(value: T, after = 500): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), after);
    return () => clearTimeout(timer);
  }, [value, after]);
  return settled;
}

/** A draft as it stands in the editor, tried on real data; the last answer stays while the next one is worked out. */
export function useTrial<Answer>(change: string, kind: "indicator" | "scale" | "dataset" | "cause", value: Definition, more: Record<string, unknown>) {
  const settled = useSettled(value);
  const body = { value: settled, ...more };
  const address = `/changes/${encodeURIComponent(change)}/${kind}s/${encodeURIComponent(value.name)}/try`;
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ["changes", change, "try", kind, value.name, body],
    queryFn: () => call<Answer>("POST", address, undefined, body),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 30_000,
  });
  return { data, error, refetch, busy: isFetching || settled !== value };
}
