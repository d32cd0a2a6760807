import { useSyncExternalStore } from "react";

const narrow = "(max-width: 1100px)";

/** Whether there is no room for two columns beside the builder's own. */
export function useMedium(): boolean {
  return useSyncExternalStore(
    (tell) => {
      const query = window.matchMedia(narrow);
      query.addEventListener("change", tell);
      return () => query.removeEventListener("change", tell);
    },
    () => window.matchMedia(narrow).matches,
  );
}
