import { useWords } from "../i18n/words";
import "./Coverage.css";

/** How much of the expected data is there: 55/56. What is incomplete stands out. */
export function Coverage({ have, expected }: { have: number; expected: number }) {
  const { t } = useWords();
  const label = t("data.coverageLabel", { have, expected });
  return (
    <span className={have < expected ? "coverage coverage-short" : "coverage"} title={label}>
      {t("data.coverage", { have, expected })}
    </span>
  );
}
