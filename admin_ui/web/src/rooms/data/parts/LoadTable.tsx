import type { Load } from "../../../api/source";
import { useManner } from "../../../format/manner";
import { count } from "../../../format/number";
import { dayOf, instant, lasted } from "../../../format/time";
import { useWords } from "../../../i18n/words";
import { DataTable } from "../../../parts/DataTable";
import { LoadState } from "./LoadState";

/** Runs of a source, newest first: what was asked for, what came, what became of it. */
export function LoadTable({ loads }: { loads: readonly Load[] }) {
  const { t, words, lang, named } = useWords();
  const { zone } = useManner();
  const rows = (name: "in" | "added" | "changed" | "same" | "refused") => ({
    title: t(`sources.${name}`),
    number: true,
    cell: (load: Load) => count(load[`rows_${name}`], lang),
  });
  return (
    <DataTable
      rows={loads}
      stacks
      label={t("sources.runs")}
      keyOf={(load) => load.public_id}
      columns={[
        { title: t("sources.started"), cell: (load) => <span style={{ whiteSpace: "nowrap" }}>{instant(load.started_at, zone, lang)}</span> },
        {
          title: t("sources.state"),
          cell: (load) => (
            <>
              <LoadState state={load.state} />
              {load.error ? <p className="small">{words(load.error.message)}</p> : null}
            </>
          ),
        },
        { title: t("sources.reason"), cell: (load) => <span style={{ whiteSpace: "nowrap" }}>{named("sources.reasons", load.reason)}</span> },
        {
          title: t("sources.window"),
          cell: (load) => <span style={{ whiteSpace: "nowrap" }}>{t("incident.span", { from: dayOf(load.window_from), to: dayOf(load.window_to) })}</span>,
        },
        { title: t("sources.dataDate"), cell: (load) => <span style={{ whiteSpace: "nowrap" }}>{dayOf(load.data_date)}</span> },
        rows("in"),
        rows("added"),
        rows("changed"),
        rows("same"),
        rows("refused"),
        { title: t("sources.took"), number: true, cell: (load) => lasted(load.started_at, load.ended_at, lang) },
      ]}
    />
  );
}
