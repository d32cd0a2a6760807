import { useWords } from "../../../../i18n/words";
import { DataTable } from "../../../../parts/DataTable";
import { useDefinitions } from "../../changes";
import { grouped } from "./decimal";
import { type PlanValue, tiersOf } from "./plan";

/** A plan outside any change set: its lines and targets, to be read. */
export function PlanGlance({ value }: { value: PlanValue }) {
  const { t, words, named } = useWords();
  const titles = new Map((useDefinitions(null).data ?? []).filter((one) => one.kind === "indicator").map((one) => [one.name, words(one.title)]));
  const tiers = [...new Set(value.lines.flatMap((line) => tiersOf(value, line)))];
  return (
    <>
      <p className="soft">{t("builder.target_plan.begin.serving")}</p>
      <DataTable
        label={t("builder.target_plan.plan")}
        rows={value.lines}
        keyOf={(line) => line.indicator}
        columns={[
          { title: t("builder.target_plan.begin.indicator"), cell: (line) => titles.get(line.indicator) ?? line.indicator },
          { title: t("builder.target_plan.begin.way"), cell: (line) => t(`builder.target_plan.begin.${line.spread}`) },
          ...tiers.map((tier) => ({ title: named("tier", tier), number: true, cell: (line: PlanValue["lines"][number]) => grouped(String((line.spread === "amount" ? line.total : line.value)?.[tier] ?? "—")) })),
        ]}
      />
    </>
  );
}
