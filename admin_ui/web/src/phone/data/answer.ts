/** An answer of the API that is shown again without a network. */

import { useCallback, useEffect, useState } from "react";
import { useSigned } from "../session";
import { call, Refusal } from "./api";
import type { Store } from "./store";

export interface Answered<T> {
  data: T | undefined;
  /** When the server said so; null while nothing is there. */
  at: string | null;
  busy: boolean;
  problem: Refusal | null;
  refresh: () => void;
}

/** Asks, and keeps what comes. */
export async function ask<T>(store: Store, path: string): Promise<T> {
  const body = await call<T>("GET", path);
  await store.answers.put({ path, body, at: new Date().toISOString() }).catch(() => undefined); // a full phone still shows it
  return body;
}

/** The answer as last kept at once, then the server's of now; asked anew whenever the screen comes back. */
export function useAnswer<T>(path: string): Answered<T> {
  const { store, lost } = useSigned();
  const [kept, setKept] = useState<{ path: string; body: T; at: string }>();
  const [busy, setBusy] = useState(true);
  const [problem, setProblem] = useState<Refusal | null>(null);

  const refresh = useCallback(() => {
    setBusy(true);
    ask<T>(store, path)
      .then((body) => {
        setKept({ path, body, at: new Date().toISOString() });
        setProblem(null);
      })
      .catch((failed: unknown) => {
        const refusal = failed instanceof Refusal ? failed : new Refusal(0, "");
        if (refusal.status === 401) lost();
        setProblem(refusal);
      })
      .finally(() => setBusy(false));
  }, [store, path, lost]);

  useEffect(() => {
    let gone = false;
    void store.answers.get(path).then((found) => {
      if (found && !gone) setKept((now) => (now?.path === path ? now : { path, body: found.body as T, at: found.at }));
    });
    refresh();
    const seen = () => document.visibilityState === "visible" && refresh();
    document.addEventListener("visibilitychange", seen);
    window.addEventListener("online", refresh);
    return () => {
      gone = true;
      document.removeEventListener("visibilitychange", seen);
      window.removeEventListener("online", refresh);
    };
  }, [store, path, refresh]);

  const shown = kept?.path === path ? kept : undefined;
  return { data: shown?.body, at: shown?.at ?? null, busy, problem, refresh };
}
