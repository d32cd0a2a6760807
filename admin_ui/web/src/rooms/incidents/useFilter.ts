import { useSearchParams } from "react-router";

/** What is looked for stands in the address: it can be sent to somebody, and "back" brings it back. */
export function useFilter<Name extends string>(names: readonly Name[]) {
  const [search, setSearch] = useSearchParams();
  const filter = Object.fromEntries(names.flatMap((name) => (search.get(name) ? [[name, search.get(name)]] : []))) as Partial<Record<Name, string>>;
  const page = Math.max(1, Number(search.get("page")) || 1);
  const put = (next: Partial<Record<Name | "page", string | null | undefined>>) =>
    setSearch(
      (old) => {
        const params = new URLSearchParams(old);
        if (!("page" in next)) params.delete("page");
        for (const [name, value] of Object.entries(next) as [string, string | null | undefined][]) value ? params.set(name, value) : params.delete(name);
        return params;
      },
      { replace: true },
    );
  return { filter, page, put };
}
