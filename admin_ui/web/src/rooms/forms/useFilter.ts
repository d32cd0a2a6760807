import { useSearchParams } from "react-router";
import type { Filter } from "./queries";

const NAMES = ["form", "unit", "from", "to", "state", "outcome", "flag", "q", "test"] as const;

/** What is looked for stands in the address: it can be sent to somebody, and "back" brings it back. */
export function useFilter() {
  const [search, setSearch] = useSearchParams();
  const filter = Object.fromEntries(NAMES.flatMap((name) => (search.get(name) ? [[name, search.get(name)]] : []))) as Filter;
  const page = Math.max(1, Number(search.get("page")) || 1);
  const put = (next: Record<string, string | null | undefined>) =>
    setSearch(
      (old) => {
        const params = new URLSearchParams(old);
        if (!("page" in next)) params.delete("page");
        for (const [name, value] of Object.entries(next)) value ? params.set(name, value) : params.delete(name);
        return params;
      },
      { replace: true },
    );
  return { filter, page, put, search };
}
