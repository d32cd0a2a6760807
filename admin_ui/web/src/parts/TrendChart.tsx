import { LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import type { DayAhead } from "../api/outlook";
import type { IndicatorRef, TrendPoint } from "../api/types";
import { useManner } from "../format/manner";
import { trendOption, withAhead } from "../format/trend";
import { useWords } from "../i18n/words";

use([LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

interface Drawn {
  of: IndicatorRef;
  points: readonly TrendPoint[];
  /** Days to come, with their targets and what they bring at the rate so far. */
  ahead?: readonly DayAhead[] | undefined;
  label: string;
}

export function TrendChart({ of, points, ahead, label }: Drawn) {
  const { t } = useWords();
  const { lang, currency } = useManner();
  const place = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const frame = place.current;
    if (!frame) return undefined;
    const chart = init(frame, null, { renderer: "svg" });
    chart.setOption(trendOption(points, withAhead(points, ahead), of, { lang, currency }, t, getComputedStyle(frame)));
    const watch = new ResizeObserver(() => chart.resize());
    watch.observe(frame);
    return () => {
      watch.disconnect();
      chart.dispose();
    };
  }, [points, ahead, of, lang, currency, t]);

  return <div className="trend-frame" ref={place} role="img" aria-label={label} />;
}
