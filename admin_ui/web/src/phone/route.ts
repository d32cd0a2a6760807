/** Addresses of the phone client, all under /m/. */

import { useSyncExternalStore } from "react";

const HOME = "/m/";
const listeners = new Set<() => void>();

function tell(): void {
  for (const heard of listeners) heard();
}

window.addEventListener("popstate", tell);

/** "/m/duty/display/S01?x=1" as ["duty", "display", "S01"]. */
export function partsOf(path: string): string[] {
  return path.replace(/^\/m\/?/, "").split("/").filter(Boolean).map(safe);
}

function safe(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function address(...parts: string[]): string {
  return HOME + parts.map(encodeURIComponent).join("/");
}

export function go(to: string, replace = false): void {
  history[replace ? "replaceState" : "pushState"](null, "", to);
  window.scrollTo(0, 0);
  tell();
}

/** Back to where one came from; a page opened by a link goes to the first one. */
export function back(): void {
  if (history.length > 1) history.back();
  else go(HOME);
}

export function useRoute(): string[] {
  const path = useSyncExternalStore(
    (heard) => {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
    () => location.pathname,
  );
  return partsOf(path);
}
