import type { LoadPart } from "../api/why";
import { useManner } from "../format/manner";
import { count } from "../format/number";
import { instant } from "../format/time";
import { useWords } from "../i18n/words";
import { DataTable } from "./DataTable";
import { Nothing } from "./Nothing";

/** Which loads brought the rows behind a number. */
export function WhyLoads({ loads }: { loads: readonly LoadPart[] }) {
  const { t, lang } = useWords();
  const { zone } = useManner();
  return (
    <section>
      <h3>{t("why.loads")}</h3>
      {loads.length === 0 ? (
        <Nothing>{t("why.noLoads")}</Nothing>
      ) : (
        <DataTable
          rows={loads}
          label={t("why.loads")}
          keyOf={(load) => load.public_id}
          columns={[
            { title: t("sources.title"), cell: (load) => load.source },
            { title: t("why.loadedAt"), cell: (load) => instant(load.ended_at, zone, lang) },
            { title: t("why.sourceTime"), cell: (load) => instant(load.source_time, zone, lang) },
            { title: t("why.rowsOf"), number: true, cell: (load) => count(load.rows, lang) },
          ]}
        />
      )}
    </section>
  );
}
