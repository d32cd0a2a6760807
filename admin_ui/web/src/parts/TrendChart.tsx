import { LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import type { IndicatorRef, TrendPoint } from "../api/types";
import { useManner } from "../format/manner";
import { trendOption } from "../format/trend";
import { useWords } from "../i18n/words";

use([LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

export function TrendChart({ of, points, label }: { of: IndicatorRef; points: readonly TrendPoint[]; label: string }) {
  const { t } = useWords();
  const { lang, currency } = useManner();
  const place = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const frame = place.current;
    if (!frame) return undefined;
    const chart = init(frame, null, { renderer: "svg" });
    chart.setOption(trendOption(points, of, { lang, currency }, t, getComputedStyle(frame)));
    const watch = new ResizeObserver(() => chart.resize());
    watch.observe(frame);
    return () => {
      watch.disconnect();
      chart.dispose();
    };
  }, [points, of, lang, currency, t]);

  return <div className="trend-frame" ref={place} role="img" aria-label={label} />;
}
