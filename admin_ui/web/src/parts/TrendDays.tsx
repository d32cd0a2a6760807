import type { IndicatorRef, TrendPoint } from "../api/types";
import { useManner } from "../format/manner";
import { attained, valueOf } from "../format/number";
import { dayOf } from "../format/time";
import { useWords } from "../i18n/words";
import { DataTable } from "./DataTable";
import { Lamp } from "./Lamp";

/** The chart's figures to read: newest day first, folded away until asked for. */
export function TrendDays({ of, points }: { of: IndicatorRef; points: readonly TrendPoint[] }) {
  const { t, lang } = useWords();
  const manner = useManner();
  return (
    <details className="trenddays">
      <summary>{t("trend.asTable")}</summary>
      <div className="trenddays-box" tabIndex={0} role="region" aria-label={t("trend.asTable")}>
        <DataTable
          rows={[...points].reverse()}
          keyOf={(point) => point.day}
          columns={[
            { title: t("trend.day"), cell: (point) => dayOf(point.day) },
            { title: t("trend.state"), cell: (point) => <Lamp light={point.light} size={20} /> },
            { title: t("table.actual"), number: true, cell: (point) => valueOf(point.actual, of, manner, true) },
            { title: t("table.target"), number: true, cell: (point) => valueOf(point.target, of, manner, true) },
            { title: t("table.attainment"), number: true, cell: (point) => attained(point.attainment, lang) },
          ]}
        />
      </div>
    </details>
  );
}
