import type { IndicatorRef, TrendPoint, UnitRef } from "@web/api/types";
import { useWords } from "@web/i18n/words";
import { DataTime } from "@web/parts/DataTime";
import { Nothing } from "@web/parts/Nothing";
import type { WidgetProps } from "@web/rooms/boards/widget";
import { lazy, Suspense, useState } from "react";
import { Pick } from "../Pick";
import "@web/parts/TrendPanel.css";

/** ECharts is fetched only when a chart is to be drawn. */
const TrendChart = lazy(() => import("@web/parts/TrendChart").then((module) => ({ default: module.TrendChart })));

interface Line {
  indicator: IndicatorRef;
  points: TrendPoint[];
}

/** An indicator day by day with its target line. */
export default function TrendWidget({ data, board }: WidgetProps<{ unit: UnitRef; lines: Line[] }>) {
  const { t, words } = useWords();
  const [picked, setPicked] = useState<string>();
  const line = data.lines.find(({ indicator }) => indicator.indicator === picked) ?? data.lines[0];
  if (!line) return <Nothing>{t("widgets.trend.empty")}</Nothing>;
  const { indicator: of, points } = line;
  const newest = points.findLast(({ actual }) => actual !== null);
  const label = t("widgets.trend.aria", { title: words(of.title), from: points[0]?.day ?? "", to: points.at(-1)?.day ?? "" });
  return (
    <>
      <Pick of={data.lines.map(({ indicator }) => indicator)} chosen={of.indicator} onChoose={setPicked} label={t("widgets.trend.pick")} />
      {newest ? (
        <Suspense fallback={<div className="trend-frame" />}>
          <TrendChart of={of} points={points} label={label} />
        </Suspense>
      ) : (
        <Nothing>{t("widgets.trend.empty")}</Nothing>
      )}
      <p className="soft small">
        <DataTime day={newest?.day ?? null} against={board.day} />
      </p>
    </>
  );
}
