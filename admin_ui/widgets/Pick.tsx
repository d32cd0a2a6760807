import type { IndicatorRef } from "@web/api/types";
import { useWords } from "@web/i18n/words";
import { Select } from "antd";
import "./Pick.css";

/** Which of a widget's indicators it shows now; nothing to choose where there is one. */
export function Pick({ of, chosen, onChoose, label }: { of: readonly IndicatorRef[]; chosen: string; onChoose: (name: string) => void; label: string }) {
  const { words } = useWords();
  if (of.length < 2) return of[0] ? <p className="pick-only">{words(of[0].title)}</p> : null;
  return (
    <Select
      className="pick"
      size="small"
      aria-label={label}
      value={chosen}
      onChange={onChoose}
      options={of.map((one) => ({ value: one.indicator, label: words(one.title) }))}
      popupMatchSelectWidth={false}
    />
  );
}
