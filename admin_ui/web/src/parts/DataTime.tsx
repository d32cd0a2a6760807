import { useManner } from "../format/manner";
import { dayOf, instant } from "../format/time";
import { useWords } from "../i18n/words";

/** Up to which day there is data; when it was fetched stands in the title. Data time is never the time of the question. */
export function DataTime({ day, syncedAt, against }: { day: string | null; syncedAt?: string | null; against?: string }) {
  const { t } = useWords();
  const { zone, lang } = useManner();
  if (!day) return <span>{t("data.none")}</span>;
  const synced = syncedAt ? t("data.synced", { at: instant(syncedAt, zone, lang) }) : undefined;
  return (
    <time dateTime={day} title={synced} style={{ whiteSpace: "nowrap" }}>
      {t("data.asOf", { day: dayOf(day, against) })}
    </time>
  );
}
