import { useHome } from "../api/queries";
import type { AppCard } from "../api/types";
import { useWords } from "../i18n/words";
import type { Manner } from "./number";

/** The app's card; it comes with the cockpit, which nearly everybody has opened before. */
export function useApp(): AppCard | undefined {
  return useHome().data?.app;
}

/** How numbers and instants are written here: language, currency, the organisation's time zone. */
export function useManner(): Manner & { zone: string } {
  const { lang } = useWords();
  const app = useApp();
  return { lang, currency: app?.currency ?? "CNY", zone: app?.time_zone ?? "Asia/Shanghai" };
}
