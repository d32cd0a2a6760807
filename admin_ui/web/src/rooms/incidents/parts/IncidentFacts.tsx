import type { DayFact, Incident } from "../../../api/incident";
import type { IndicatorRef } from "../../../api/types";
import { useIndicator } from "../../../format/indicator";
import { useManner } from "../../../format/manner";
import { attained, NOTHING, valueOf } from "../../../format/number";
import { dayOf } from "../../../format/time";
import { useWords } from "../../../i18n/words";
import { DataTable } from "../../../parts/DataTable";
import { Nothing } from "../../../parts/Nothing";
import "./IncidentFacts.css";

/** A bar reaches its end at 120 %: what lies above is a great day either way. */
const FULL = 1.2;

/** The days that fired it, each with its count, and what followed. */
export function IncidentFacts({ incident }: { incident: Pick<Incident, "facts" | "indicator" | "display" | "decimals"> }) {
  const { t, lang } = useWords();
  const manner = useManner();
  const known = useIndicator(incident.indicator);
  // Also where the cockpit does not show its indicator, the incident says how its figures are written.
  const of: IndicatorRef = incident.display ? { ...known, display: incident.display as IndicatorRef["display"], decimals: incident.decimals ?? known.decimals } : known;
  const days = incident.facts.days ?? [];
  const nth = (fact: DayFact) => days.filter(({ counted, day }) => counted !== false && day <= fact.day).length;
  if (days.length === 0) return <Nothing>{t("incident.noEvents")}</Nothing>;
  const compared = days.some((fact) => typeof fact.tested === "number");
  return (
    <DataTable
      rows={days}
      label={t("incident.facts")}
      keyOf={(fact) => fact.day}
      columns={[
        { title: t("incident.day"), cell: (fact) => dayOf(fact.day) },
        { title: t("table.actual"), number: true, cell: (fact) => valueOf(fact.actual, of, manner, true) },
        { title: t("table.target"), number: true, cell: (fact) => valueOf(fact.target, of, manner, true) },
        {
          title: t("table.attainment"),
          number: true,
          cell: (fact) => (
            <span className="incidentfacts-share">
              <b>{attained(fact.attainment, lang)}</b>
              {fact.attainment === null ? null : (
                <svg aria-hidden="true">
                  <rect className="incidentfacts-ground" width="100%" height="6" rx="3" />
                  <rect className={fact.counted === false ? "incidentfacts-fine" : "incidentfacts-bad"} width={`${Math.min(1, Math.max(0, fact.attainment) / FULL) * 100}%`} height="6" rx="3" />
                  <rect className="incidentfacts-line" x={`${100 / FULL}%`} width="1" height="6" />
                </svg>
              )}
            </span>
          ),
        },
        ...(compared ? [{ title: t("incidents.tested"), number: true, cell: (fact: DayFact) => (typeof fact.tested === "number" ? String(Number(fact.tested.toFixed(4))) : NOTHING) }] : []),
        { title: t("incident.count"), number: true, cell: (fact) => (fact.counted === false ? NOTHING : t("incident.counted", { count: nth(fact) })) },
      ]}
    />
  );
}
