import type { Cause, EvidenceCell, EvidenceRows } from "../api/incident";
import { useWords } from "../i18n/words";
import { DataTable } from "./DataTable";
import "./CauseList.css";

/** Possible causes by strength of evidence; each with its evidence, nothing claimed beyond it. */
export function CauseList({ causes }: { causes: readonly Cause[] }) {
  const { t, words } = useWords();
  return (
    <>
      <p className="soft small">{t("report.disclaimer")}</p>
      <ol className="causes">
        {causes.map((cause) => (
          <li key={cause.name}>
            <b>{words(cause.title)}</b>
            {words(cause.sure) ? <span className="causes-sure">{words(cause.sure)}</span> : null}
            <dl>
              {(["evidence", "action", "owner"] as const).map((part) =>
                words(cause[part]) ? (
                  <div key={part}>
                    <dt>{t(`report.${part}`)}</dt>
                    <dd>{words(cause[part])}</dd>
                  </div>
                ) : null,
              )}
            </dl>
            {cause.numbers?.length ? (
              <p className="soft small">
                {cause.numbers
                  .map(({ title, value, parts }) => `${words(title)} ${value}${parts.length ? ` (${parts.map((part) => `${words(part.title)} ${part.value}`).join(", ")})` : ""}`)
                  .join(" · ")}
                {cause.source_time ? ` · ${t("report.sourceTime", { at: cause.source_time })}` : ""}
              </p>
            ) : null}
            {cause.rows?.rows.length ? <Evidence rows={cause.rows} /> : null}
          </li>
        ))}
      </ol>
    </>
  );
}

/** The rows that the evidence stands on. */
export function Evidence({ rows }: { rows: EvidenceRows }) {
  const { t, words } = useWords();
  const shown = (cell: EvidenceCell | undefined) => {
    if (cell === null || cell === undefined) return "—";
    if (typeof cell !== "object") return String(cell);
    return words(cell) || ("unit" in cell ? cell.unit : "—");
  };
  return (
    <details className="causes-rows">
      <summary>{t("report.rows", { title: words(rows.title), count: rows.rows.length })}</summary>
      <DataTable
        label={words(rows.title)}
        rows={rows.rows.map((row, place) => ({ row, key: String(place) }))}
        keyOf={({ key }) => key}
        columns={rows.columns.map(({ title, number, name }, at) => ({ title: words(title) || name, number: number ?? false, cell: ({ row }: { row: EvidenceCell[]; key: string }) => shown(row[at]) }))}
      />
      {rows.more > 0 ? <p className="soft small">{t("report.more", { count: rows.more })}</p> : null}
    </details>
  );
}
