import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, callPage } from "../../api/call";

/** A notice as `GET /notices` gives it. `url`: where it leads; `read_at`: null until it has been read. */
export interface Notice {
  public_id: string;
  at: string;
  purpose: string;
  copy: boolean;
  title: string;
  text: string;
  url: string | null;
  read_at: string | null;
}

const EVERY = 60_000;

/** How many have not been read: asked for every minute while somebody looks at the page. */
export function useUnread() {
  return useQuery({
    queryKey: ["notices", "count"],
    queryFn: async () => (await call<{ unread: number }>("GET", "/notices/count")).unread,
    refetchInterval: EVERY,
    refetchIntervalInBackground: false,
    retry: false,
  });
}

export function useNotices(unread: boolean, page: number, size: number) {
  return useQuery({
    queryKey: ["notices", unread, page],
    queryFn: () => callPage<Notice>("/notices", { ...(unread ? { unread: "true" } : {}), page, page_size: size }),
    placeholderData: keepPreviousData,
  });
}

/** Marks one as read, or all. */
export function useRead() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string | null) => call("POST", id === null ? "/notices/read_all" : `/notices/${encodeURIComponent(id)}/read`),
    onSuccess: () => client.invalidateQueries({ queryKey: ["notices"] }),
  });
}
