import { useSyncExternalStore } from "react";
import { caller } from "./call";

/** How the app is looked at in this tab: with a change set as if it were published, as somebody else, on another day. */
export interface Preview {
  /** The change set's public id and title. */
  change?: string;
  changeTitle?: string;
  /** A login, and the words for that person. */
  as?: string;
  asTitle?: string;
  /** A business day, "YYYY-MM-DD". */
  day?: string;
  /** Where to go back to when it ends. */
  from?: string;
}

/** The tab's own memory, so that a reload stays in the preview and another tab is not in it. */
export const PREVIEW_KEY = "navmark.preview";

/** The value of the header that every read carries; empty when nothing is previewed. */
export function previewHeader({ change, as, day }: Preview): string {
  const parts = Object.entries({ change, as, day }).filter((part): part is [string, string] => Boolean(part[1]));
  return new URLSearchParams(parts).toString();
}

function remembered(): Preview | null {
  try {
    const found = JSON.parse(sessionStorage.getItem(PREVIEW_KEY) ?? "null") as Preview | null;
    return found && previewHeader(found) ? found : null;
  } catch {
    return null;
  }
}

let current: Preview | null = remembered();
const told = new Set<() => void>();
caller.setPreview(current ? previewHeader(current) : "");

function become(preview: Preview | null): void {
  current = preview;
  if (preview) sessionStorage.setItem(PREVIEW_KEY, JSON.stringify(preview));
  else sessionStorage.removeItem(PREVIEW_KEY);
  caller.setPreview(preview ? previewHeader(preview) : "");
  for (const tell of told) tell();
}

/** Begins to look: the app is opened anew, so that nothing on the screen is from before. */
export function startPreview(preview: Preview, open = "/"): void {
  become({ ...preview, from: window.location.pathname + window.location.search });
  window.location.assign(open);
}

/** Ends it and goes back to where it began. */
export function endPreview(): void {
  const back = current?.from ?? "/";
  become(null);
  window.location.assign(back);
}

/** Ends it without going anywhere (at sign-out). */
export function dropPreview(): void {
  if (current) become(null);
}

/** What is being previewed in this tab; null when nothing is. */
export function usePreview(): Preview | null {
  return useSyncExternalStore(
    (tell) => {
      told.add(tell);
      return () => void told.delete(tell);
    },
    () => current,
  );
}
