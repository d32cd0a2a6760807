/** What a screen shows of the store, anew whenever it changes. */

import { liveQuery } from "dexie";
import { type DependencyList, useEffect, useState } from "react";

/** Undefined until it has been read. */
export function useLive<T>(read: () => Promise<T>, on: DependencyList): T | undefined {
  const [found, setFound] = useState<T>();
  useEffect(() => {
    const watched = liveQuery(read).subscribe({ next: setFound, error: () => undefined });
    return () => watched.unsubscribe();
    // eslint-disable-next-line
  }, on);
  return found;
}
