import type { AdjustmentPart } from "../api/why";
import { NOTHING } from "../format/number";
import { useWords } from "../i18n/words";
import "./WhyAdjustments.css";

const shown = (value: unknown) => (value === null || value === undefined ? NOTHING : String(value));

/** Marks that rows behind a number were adjusted by people: what stood there, what stands now, who and why. */
export function WhyAdjustments({ adjustments }: { adjustments: readonly AdjustmentPart[] }) {
  const { t } = useWords();
  if (adjustments.length === 0) return null;
  return (
    <section className="whyadjusted" aria-label={t("why.adjusted")}>
      <h3>{t("why.adjusted")}</h3>
      <ul>
        {adjustments.map((one) => (
          <li key={one.public_id}>
            <b>
              {one.unit} · {one.day}
            </b>{" "}
            {Object.entries(one.values).map(([column, after]) => (
              <span key={column} className="whyadjusted-delta">
                {column} {one.before ? <s>{shown(one.before[column])}</s> : t("why.newRow")} → {shown(after)}
              </span>
            ))}
            <span className="soft small">
              {" "}
              {one.reason} ({one.requested_by} / {one.decided_by})
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
