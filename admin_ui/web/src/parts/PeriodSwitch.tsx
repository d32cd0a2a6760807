import type { PeriodKind } from "../api/types";
import { PERIODS } from "../format/view";
import { useWords } from "../i18n/words";
import { Choice } from "./Choice";
import "./PeriodSwitch.css";

interface Chosen {
  period: PeriodKind;
  day: string;
  offered?: readonly PeriodKind[] | undefined;
  onChange: (change: { period?: PeriodKind; day?: string }) => void;
}

/** Day, week, month, quarter or year to date, up to a business day. */
export function PeriodSwitch({ period, day, offered = PERIODS, onChange }: Chosen) {
  const { t } = useWords();
  const options = offered.map((value) => ({ value, label: t(`period.${value}`), title: t(`period.long.${value}`) }));
  return (
    <div className="periodswitch">
      <Choice label={t("period.label")} options={options} value={period} onChange={(kind) => onChange({ period: kind })} />
      <input
        className="field"
        type="date"
        aria-label={t("period.on")}
        value={day}
        onChange={({ target }) => target.value && onChange({ day: target.value })}
      />
    </div>
  );
}
