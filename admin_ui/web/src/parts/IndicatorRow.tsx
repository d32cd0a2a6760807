import { QuestionCircleOutlined } from "@ant-design/icons";
import type { Light } from "../api/types";
import { useManner } from "../format/manner";
import { exact, gapOf, attained, tight, valueOf } from "../format/number";
import { useWords } from "../i18n/words";
import { Coverage } from "./Coverage";
import { DataTime } from "./DataTime";
import { Lamp } from "./Lamp";
import { Press } from "./Press";
import { TierBar } from "./TierBar";

interface Shown {
  light: Light;
  chosen: string | undefined;
  onChoose: (indicator: string) => void;
  onWhy: (indicator: string) => void;
}

export function IndicatorRow({ light, chosen, onChoose, onWhy }: Shown) {
  const { t, words, lang } = useWords();
  const manner = useManner();
  const title = words(light.title);
  const target = light.targets.target ?? null;
  const here = light.indicator === chosen;
  const cell = (name: "actual" | "target" | "attainment" | "gap", shown: string, full: number | null) => (
    <td role="cell" className={`number cell-${name}`} data-name={t(`table.${name}`)} title={exact(full, lang)}>
      {shown}
    </td>
  );
  return (
    <tr role="row" className={here ? "indicatorrow indicatorrow-here" : "indicatorrow"}>
      <th role="rowheader" scope="row" className="cell-name">
        <div>
          <span className="cell-lamp" title={tight(words(light.reason))}>
            <Lamp light={light.light} size={28} />
          </span>
          <span>
            <button type="button" aria-pressed={here} title={`${title} · ${t("table.showTrend")}`} onClick={() => onChoose(light.indicator)}>
              {title}
            </button>
            <small>
              {words(light.unit_of_measure)}
              {light.direction === "lower" ? ` · ${t("table.lower")}` : ""}
            </small>
          </span>
        </div>
      </th>
      {cell("actual", valueOf(light.actual, light, manner), light.actual)}
      {cell("target", valueOf(target, light, manner), target)}
      {cell("attainment", attained(light.attainment, lang), light.attainment)}
      {cell("gap", gapOf(light.gap, light, manner), light.gap)}
      <td role="cell" className="cell-tiers">
        <TierBar light={light} />
      </td>
      <td role="cell" className="cell-data">
        <DataTime day={light.data_day} syncedAt={light.synced_at} />
        <Coverage have={light.have} expected={light.expected} />
      </td>
      <td role="cell" className="cell-why">
        <Press
          manner="quiet"
          icon={<QuestionCircleOutlined aria-hidden />}
          aria-label={`${title}: ${t("table.whyThis")}`}
          title={t("table.whyThis")}
          onClick={() => onWhy(light.indicator)}
        />
      </td>
    </tr>
  );
}
