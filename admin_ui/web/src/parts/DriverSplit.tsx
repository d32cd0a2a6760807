import type { Driver, ReportBody } from "../api/incident";
import { splitBars } from "../format/split";
import { useIndicator } from "../format/indicator";
import { useManner } from "../format/manner";
import { gapOf } from "../format/number";
import { useWords } from "../i18n/words";
import "./DriverSplit.css";

/** The gap split into its drivers: bars to the left take away, bars to the right add; together they are the gap. */
export function DriverSplit({ drivers, indicator }: { drivers: NonNullable<ReportBody["drivers"]>; indicator: string }) {
  const { t, words } = useWords();
  const of = useIndicator(indicator);
  const manner = useManner();
  const parts: readonly Driver[] = Array.isArray(drivers) ? drivers : drivers.parts;
  const bars = splitBars(parts.map((part) => part.contribution));
  const total = parts.reduce((sum, part) => sum + (part.contribution ?? 0), 0);
  if (parts.length === 0) return null;
  return (
    <section>
      <h3>{t("report.drivers")}</h3>
      <p className="soft small">{t("report.driversLead")}</p>
      <ul className="driversplit">
        {parts.map((part, place) => (
          <li key={part.name}>
            <span title={words(part.title)}>{words(part.title) || part.name}</span>
            <svg viewBox="0 0 200 20" preserveAspectRatio="none" aria-hidden="true">
              <rect className="driversplit-ground" width="200" height="20" />
              <rect
                className={(part.contribution ?? 0) < 0 ? "driversplit-less" : "driversplit-more"}
                x={(bars[place]?.from ?? 0) * 200}
                width={(bars[place]?.size ?? 0) * 200}
                y="3"
                height="14"
              />
              <rect className="driversplit-zero" x={(bars[place]?.zero ?? 0) * 200 - 0.5} width="1" height="20" />
            </svg>
            <b className="number">{gapOf(part.contribution, of, manner)}</b>
          </li>
        ))}
        <li className="driversplit-total">
          <span>{t("report.total")}</span>
          <b className="number">{gapOf(total, of, manner)}</b>
        </li>
      </ul>
    </section>
  );
}
