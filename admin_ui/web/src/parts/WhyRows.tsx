import type { Scalar } from "../api/types";
import { NOTHING } from "../format/number";
import { useWords } from "../i18n/words";
import { type Column, DataTable } from "./DataTable";

/** A few of the very rows, as stored. */
export function WhyRows({ rows }: { rows: readonly Record<string, Scalar>[] }) {
  const { t } = useWords();
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const shown = (value: Scalar | undefined) => {
    if (typeof value === "boolean") return t(value ? "common.yes" : "common.no");
    return value === null || value === undefined ? NOTHING : String(value);
  };
  const placed = rows.map((row, place) => ({ row, place }));
  const columns: Column<(typeof placed)[number]>[] = names.map((name) => ({
    title: name,
    number: rows.some((row) => typeof row[name] === "number"),
    cell: ({ row }) => <span style={{ whiteSpace: "nowrap" }}>{shown(row[name])}</span>,
  }));
  return <DataTable rows={placed} label={t("why.sample")} keyOf={({ place }) => String(place)} columns={columns} />;
}
