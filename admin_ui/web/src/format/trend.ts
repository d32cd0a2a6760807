import type { TFunction } from "i18next";
import type { DayAhead } from "../api/outlook";
import type { Colour, IndicatorRef, TrendPoint } from "../api/types";
import { type Manner, attained, valueOf } from "./number";

/** The lamp's shapes again, as ECharts names them. */
const SYMBOL: Record<Colour, string> = { green: "circle", yellow: "triangle", red: "rect", grey: "emptyCircle" };

/** Days drawn beyond the last one known, so that a year's rest does not press the past together. */
export const MOST_AHEAD = 31;

/** The days to come that are drawn after the points: those right after the last. */
export function withAhead(points: readonly TrendPoint[], ahead: readonly DayAhead[] = []): DayAhead[] {
  const last = points.at(-1)?.day ?? "";
  return ahead.filter(({ day }) => day > last).slice(0, MOST_AHEAD);
}

/** The chart of an indicator's days: the actual line carries each day's light as shape and colour; a day without data is a gap; days to come go on as target and projection. */
export function trendOption(points: readonly TrendPoint[], ahead: readonly DayAhead[], of: IndicatorRef, manner: Manner, t: TFunction, style: CSSStyleDeclaration) {
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const written = (value: number | null) => valueOf(value, of, manner);
  const marks = points.length > 45 ? 5 : 9;
  const actual = points.map((point) => ({
    value: point.actual,
    symbol: SYMBOL[point.light],
    symbolSize: point.light === "green" ? marks - 2 : marks,
    itemStyle: { color: token(point.light) },
  }));
  return {
    animation: false,
    textStyle: { fontFamily: style.fontFamily, color: token("ink-soft") },
    grid: { left: 4, right: 12, top: 36, bottom: 4, containLabel: true },
    legend: { top: 0, left: 0, itemWidth: 18, itemHeight: 8, itemStyle: { opacity: 0 }, textStyle: { color: token("ink-soft") } },
    tooltip: {
      trigger: "axis",
      renderMode: "richText", // drawn as text: a title can never become markup
      confine: true,
      formatter: (shown: { dataIndex: number }[]) => {
        const place = shown[0]?.dataIndex ?? 0;
        return words(points[place], written, manner, t) || coming(ahead[place - points.length], written, t);
      },
    },
    xAxis: {
      type: "category",
      data: [...points, ...ahead].map(({ day }) => day.slice(5)),
      boundaryGap: false,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: token("line-strong") } },
      axisLabel: { color: token("ink-soft") },
    },
    yAxis: {
      type: "value",
      scale: of.display !== "money",
      axisLabel: { color: token("ink-soft"), formatter: (value: number) => written(value).replace(/\.(\d*?)0+(?=\D*$)/, (_, kept) => (kept ? `.${kept}` : "")) },
      splitLine: { lineStyle: { color: token("line") } },
    },
    series: [
      {
        type: "line",
        name: t("trend.actual"),
        data: actual,
        showAllSymbol: true,
        lineStyle: { color: token("brand"), width: 2 },
        itemStyle: { color: token("brand") },
      },
      {
        type: "line",
        name: t("trend.target"),
        data: [...points, ...ahead].map(({ target }) => target),
        symbol: "none",
        lineStyle: { color: token("ink-soft"), width: 1.5, type: "dashed" },
        itemStyle: { color: token("ink-soft") },
      },
      ...(ahead.some(({ projected }) => projected !== null)
        ? [
            {
              type: "line",
              name: t("outlook.ahead"),
              data: [...points.map(() => null), ...ahead.map(({ projected }) => projected)],
              symbol: "none",
              lineStyle: { color: token("brand"), width: 2, type: "dotted" },
              itemStyle: { color: token("brand") },
            },
          ]
        : []),
    ],
  };
}

function words(point: TrendPoint | undefined, written: (value: number | null) => string, { lang }: Manner, t: TFunction): string {
  if (!point) return "";
  const state = point.expected ? t(`light.${point.light}`) : t("trend.notExpected");
  return [
    `${point.day}  ${state}`,
    `${t("trend.actual")}  ${written(point.actual)}`,
    `${t("trend.target")}  ${written(point.target)}`,
    `${t("table.attainment")}  ${attained(point.attainment, lang)}`,
  ].join("\n");
}

function coming(day: DayAhead | undefined, written: (value: number | null) => string, t: TFunction): string {
  return day ? `${day.day}\n${t("trend.target")}  ${written(day.target)}\n${t("outlook.ahead")}  ${written(day.projected)}` : "";
}
