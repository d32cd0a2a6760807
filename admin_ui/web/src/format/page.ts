import { useEffect, useSyncExternalStore } from "react";
import { useWords } from "../i18n/words";

/** The window's title: what this page is about, then the product. */
export function useTitle(about: string | undefined): void {
  const { t } = useWords();
  const product = t("app.name");
  useEffect(() => {
    document.title = about ? `${about} · ${product}` : product;
  }, [about, product]);
}

const narrow = window.matchMedia("(max-width: 719px)");
const watch = (changed: () => void) => {
  narrow.addEventListener("change", changed);
  return () => narrow.removeEventListener("change", changed);
};

/** Whether the window is as narrow as a phone's: the same limit as in the style sheets. */
export function usePhone(): boolean {
  return useSyncExternalStore(watch, () => narrow.matches);
}
