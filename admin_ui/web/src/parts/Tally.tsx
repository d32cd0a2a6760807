import type { Colour } from "../api/types";
import { tally, WORST_FIRST } from "../format/lights";
import { useWords } from "../i18n/words";
import { Lamp } from "./Lamp";
import "./Tally.css";

/** How many lamps of each colour: ■ 2 ▲ 3 ○ 1 ● 6. */
export function Tally({ lamps = [], counts = tally(lamps) }: { lamps?: readonly { light: Colour }[]; counts?: Partial<Record<Colour, number>> }) {
  const { t } = useWords();
  return (
    <ul className="tally" aria-label={t("tally.label")}>
      {WORST_FIRST.filter((colour) => (counts[colour] ?? 0) > 0).map((colour) => (
        <li key={colour} title={t(`light.${colour}`)}>
          <Lamp light={colour} size={18} silent />
          <span className="unseen">{t(`tally.${colour}`)}</span>
          {counts[colour]}
        </li>
      ))}
    </ul>
  );
}
