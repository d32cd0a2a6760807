import type { Light } from "../api/types";
import { useWords } from "../i18n/words";
import { IndicatorRow } from "./IndicatorRow";
import "./IndicatorTable.css";

interface Shown {
  lights: readonly Light[];
  chosen: string | undefined;
  onChoose: (indicator: string) => void;
  onWhy: (indicator: string) => void;
}

/** All indicators of a unit with their figures; on a phone each row becomes a card. Roles are spelt out because the cards change `display`. */
export function IndicatorTable({ lights, ...row }: Shown) {
  const { t } = useWords();
  const heads = ["indicator", "actual", "target", "attainment", "gap", "tiers", "dataTime"] as const;
  return (
    <table role="table" className="indicatortable">
      <thead role="rowgroup">
        <tr role="row">
          {heads.map((head) => (
            <th key={head} role="columnheader" scope="col">
              {t(`table.${head}`)}
            </th>
          ))}
          <th role="columnheader" scope="col">
            <span className="unseen">{t("table.why")}</span>
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {lights.map((light) => (
          <IndicatorRow key={light.indicator} light={light} {...row} />
        ))}
      </tbody>
    </table>
  );
}
