import type { Shape } from "../../api/client";
import { useManner } from "../../format/manner";
import { instant } from "../../format/time";
import { useWords } from "../../i18n/words";

/** Which definition and which data a board shows. */
export function StampLine({ stamp }: { stamp: Shape<"Stamp"> }) {
  const { t } = useWords();
  const { zone, lang } = useManner();
  const parts = [
    t("boards.stamp.definition", { version: stamp.version ?? "—", release: stamp.release }),
    stamp.data_day ? t("boards.stamp.data", { day: stamp.data_day }) : t("data.none"),
    stamp.synced_at ? t("data.synced", { at: instant(stamp.synced_at, zone, lang) }) : "",
    t("boards.stamp.at", { at: instant(stamp.at, zone, lang) }),
  ];
  return <p className="soft small boardstamp">{parts.filter(Boolean).join(" · ")}</p>;
}
