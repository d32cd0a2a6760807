import type { DayFact, Incident } from "../../../api/incident";
import { useIndicator } from "../../../format/indicator";
import { useManner } from "../../../format/manner";
import { attained, NOTHING, valueOf } from "../../../format/number";
import { dayOf } from "../../../format/time";
import { useWords } from "../../../i18n/words";
import { DataTable } from "../../../parts/DataTable";
import { Nothing } from "../../../parts/Nothing";

/** The days that fired it, each with its count, and what followed. */
export function IncidentFacts({ incident }: { incident: Incident }) {
  const { t, lang } = useWords();
  const manner = useManner();
  const of = useIndicator(incident.indicator);
  const days = incident.facts.days ?? [];
  const nth = (fact: DayFact) => days.filter(({ counted, day }) => counted !== false && day <= fact.day).length;
  if (days.length === 0) return <Nothing>{t("incident.noEvents")}</Nothing>;
  return (
    <DataTable
      rows={days}
      label={t("incident.facts")}
      keyOf={(fact) => fact.day}
      columns={[
        { title: t("incident.day"), cell: (fact) => dayOf(fact.day) },
        { title: t("table.actual"), number: true, cell: (fact) => valueOf(fact.actual, of, manner, true) },
        { title: t("table.target"), number: true, cell: (fact) => valueOf(fact.target, of, manner, true) },
        { title: t("table.attainment"), number: true, cell: (fact) => <b>{attained(fact.attainment, lang)}</b> },
        { title: t("incident.count"), number: true, cell: (fact) => (fact.counted === false ? NOTHING : t("incident.counted", { count: nth(fact) })) },
      ]}
    />
  );
}
