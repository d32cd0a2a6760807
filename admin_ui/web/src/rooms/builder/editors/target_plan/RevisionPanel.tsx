import { useWords } from "../../../../i18n/words";
import { DataTable } from "../../../../parts/DataTable";
import { grouped, majorOf, minorOf } from "./decimal";
import type { Grid, Sheet } from "./sheet";

/** What a revision changes: the plan it revises and itself, month by month and for the whole. */
export function RevisionPanel({ sheet, revises, compared }: { sheet: Sheet; revises: NonNullable<Grid["revises"]>; compared: readonly string[] | null }) {
  const { t, words } = useWords();
  const { months, digits } = sheet.grid;
  const top = sheet.top?.code ?? "";
  const old = (compared ?? []).map((text) => minorOf(text, digits) ?? 0n);
  const mine = months.map((month) => sheet.shown(top, month).amount ?? 0n);
  const sum = (row: readonly bigint[]) => row.reduce((whole, one) => whole + one, 0n);
  const text = (amount: bigint) => grouped(majorOf(amount, digits));
  const rows = [
    { key: "old", name: words(revises.title), row: old },
    { key: "new", name: t("builder.target_plan.revision"), row: mine },
    { key: "difference", name: t("builder.target_plan.difference"), row: mine.map((amount, place) => amount - (old[place] ?? 0n)) },
  ];
  return (
    <section className="planeditor-revision" aria-label={t("builder.target_plan.revision")}>
      <p>{t(revises.restate ? "builder.target_plan.restated" : "builder.target_plan.revised", { plan: words(revises.title), day: revises.from, reason: revises.reason })}</p>
      {compared ? (
        <DataTable
          label={t("builder.target_plan.compared")}
          rows={rows}
          keyOf={(row) => row.key}
          columns={[
            { title: t("builder.target_plan.plan"), cell: (row) => row.name },
            { title: t("builder.target_plan.total"), number: true, cell: (row) => text(sum(row.row)) },
            ...months.map((month, place) => ({ title: month, number: true, cell: (row: (typeof rows)[number]) => text(row.row[place] ?? 0n) })),
          ]}
        />
      ) : null}
    </section>
  );
}

