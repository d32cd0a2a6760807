import { useNavigate } from "react-router";
import { useTitle } from "../../format/page";
import { useWords } from "../../i18n/words";
import { Choice } from "../../parts/Choice";
import "./Targets.css";

/** The two sides of targets: what I am to reach, and who has confirmed. */
export function TargetsHead({ here }: { here: "mine" | "receipts" }) {
  const { t } = useWords();
  const go = useNavigate();
  useTitle(t(`targets.${here}`));
  const options = (["mine", "receipts"] as const).map((value) => ({ value, label: t(`targets.${value}`) }));
  return (
    <header className="targets-head">
      <h1>{t(`targets.${here}`)}</h1>
      <Choice label={t("targets.view")} options={options} value={here} onChange={(view) => void go(view === "mine" ? "/targets" : "/targets/receipts")} />
    </header>
  );
}
