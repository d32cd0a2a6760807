import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useSyncExternalStore } from "react";
import { useSession } from "../../api/session";
import { useWords } from "../../i18n/words";
import { type ChangeCard, useOpenChanges, write } from "./changes";

const KEY = "navmark.change";
const NONE = "none";
const told = new Set<() => void>();

/** Which change set is worked in: this browser's choice, the same in all of its tabs. */
function choose(id: string | null): void {
  localStorage.setItem(KEY, id ?? NONE);
  for (const tell of told) tell();
}

function watch(tell: () => void): () => void {
  const heard = (event: StorageEvent) => event.key === KEY && tell();
  told.add(tell);
  window.addEventListener("storage", heard);
  return () => {
    told.delete(tell);
    window.removeEventListener("storage", heard);
  };
}

export interface Current {
  list: ChangeCard[];
  /** The change set that is worked in; null: looking at what serves. */
  current: ChangeCard | null;
  loading: boolean;
  failure: unknown;
  choose: (id: string | null) => void;
  /** Begins a change set and works in it from here on. */
  begin: (title?: string) => Promise<string>;
  /** The one worked in, begun if there is none. */
  ensure: () => Promise<string>;
}

/** The one chosen here; without a choice, the newest of one's own. */
export function useCurrent(): Current {
  const client = useQueryClient();
  const { user } = useSession();
  const { t } = useWords();
  const { data, isPending, error } = useOpenChanges();
  const chosen = useSyncExternalStore(watch, () => localStorage.getItem(KEY));
  const list = data ?? [];
  const own = chosen === NONE ? undefined : (list.find((one) => one.public_id === chosen) ?? list.find((one) => one.author === user?.login));
  const login = user?.login ?? "";
  const begin = useCallback(
    async (title?: string) => {
      const made = await write.begin(title || t("builder.change.untitled", { login, day: new Date().toLocaleDateString("sv") }));
      client.setQueryData<ChangeCard[]>(["changes", "open"], (old) => [made, ...(old ?? [])]);
      choose(made.public_id);
      return made.public_id;
    },
    [client, t, login],
  );
  const id = own?.public_id;
  const ensure = useCallback(async () => id ?? (await begin()), [id, begin]);
  return { list, current: own ?? null, loading: isPending, failure: error, choose, begin, ensure };
}
