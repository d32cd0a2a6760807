import type { Colour, IndicatorRef, UnitRef } from "@web/api/types";
import { useManner } from "@web/format/manner";
import { gapOf } from "@web/format/number";
import { useWords } from "@web/i18n/words";
import { DataTime } from "@web/parts/DataTime";
import { Lamp } from "@web/parts/Lamp";
import { Nothing } from "@web/parts/Nothing";
import type { WidgetProps } from "@web/rooms/boards/widget";
import { useState } from "react";
import { Link } from "react-router";
import { Pick } from "../Pick";
import "./Widget.css";

interface Bar {
  unit: UnitRef;
  gap: number;
  light: Colour;
  data_day: string | null;
  synced_at: string | null;
}

interface Chart {
  indicator: IndicatorRef;
  bars: Bar[];
  more: number;
}

/** How far each unit below is ahead of (right) or behind (left) its target, the farthest behind first. */
export default function GapBarsWidget({ data, board }: WidgetProps<{ charts: Chart[] }>) {
  const { t, words } = useWords();
  const manner = useManner();
  const [picked, setPicked] = useState<string>();
  const chart = data.charts.find(({ indicator }) => indicator.indicator === picked) ?? data.charts[0];
  if (!chart) return <Nothing>{t("widgets.gap_bars.none")}</Nothing>;
  const { indicator: of, bars } = chart;
  const widest = Math.max(...bars.map(({ gap }) => Math.abs(gap)), 1e-9);
  return (
    <>
      <Pick of={data.charts.map(({ indicator }) => indicator)} chosen={of.indicator} onChoose={setPicked} label={t("widgets.gap_bars.pick")} />
      {bars.length === 0 ? <Nothing>{t("widgets.gap_bars.none")}</Nothing> : null}
      <ul className="gapbars">
        {bars.map((bar) => (
          <li key={bar.unit.code}>
            <Lamp light={bar.light} size={20} />
            <Link to={board.linkTo(bar.unit)} title={words(bar.unit.title)}>
              {words(bar.unit.title)}
            </Link>
            <span className="gapbars-track" aria-hidden>
              <i
                className={`gapbars-${bar.light}`}
                style={{ [bar.gap < 0 ? "right" : "left"]: "50%", width: `${((Math.abs(bar.gap) / widest) * 50).toFixed(1)}%` }}
              />
            </span>
            <b>{gapOf(bar.gap, of, manner)}</b>
          </li>
        ))}
      </ul>
      {bars.length > 0 ? (
        <p className="soft small">
          <DataTime day={bars[0]?.data_day ?? null} syncedAt={bars[0]?.synced_at ?? null} against={board.day} />
          {chart.more > 0 ? ` · ${t("widgets.gap_bars.more", { count: chart.more })}` : ""}
        </p>
      ) : null}
    </>
  );
}
