import { lazy, Suspense, useState } from "react";
import { useOutlook, useTrend } from "../api/queries";
import type { Light } from "../api/types";
import { daysBefore } from "../format/time";
import type { View } from "../format/view";
import { useWords } from "../i18n/words";
import { Choice } from "./Choice";
import { Loading } from "./Loading";
import { Nothing } from "./Nothing";
import { OutlookCard } from "./OutlookCard";
import { Panel } from "./Panel";
import { ProblemNotice } from "./ProblemNotice";
import { TrendDays } from "./TrendDays";
import "./TrendPanel.css";

/** ECharts is fetched only when a chart is to be drawn. */
const TrendChart = lazy(() => import("./TrendChart").then((module) => ({ default: module.TrendChart })));
const SPANS = [14, 30, 90] as const;

/** An indicator's pace and projection, then day by day with its target line; each day with its light, days to come dashed. */
export function TrendPanel({ code, light, until, when }: { code: string; light: Light; until: string; when: View }) {
  const { t, words } = useWords();
  const [days, setDays] = useState<number>(30);
  const from = daysBefore(until, days - 1);
  const { data: trend, error, refetch } = useTrend(code, light.indicator, from, until);
  const ahead = useOutlook(code, light.indicator, when).data?.ahead;
  const spans = SPANS.map((count) => ({ value: count, label: t("trend.days", { count }) }));
  return (
    <Panel
      title={`${t("unit.trend")} · ${words(light.title)}`}
      side={<Choice label={t("unit.trend")} options={spans} value={days} onChange={setDays} />}
    >
      <OutlookCard code={code} light={light} when={when} />
      {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : null}
      {!trend && !error ? <Loading lines={6} /> : null}
      {trend && trend.points.every((point) => point.actual === null) ? <Nothing>{t("trend.empty")}</Nothing> : null}
      {trend?.points.some((point) => point.actual !== null) ? (
        <>
          <Suspense fallback={<div className="trend-frame" />}>
            <TrendChart of={light} points={trend.points} ahead={ahead} label={t("trend.aria", { title: words(light.title), from, to: until })} />
          </Suspense>
          <TrendDays of={light} points={trend.points} />
        </>
      ) : null}
    </Panel>
  );
}
