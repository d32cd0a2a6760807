import { Link } from "react-router";
import type { IncidentBrief } from "../api/types";
import { useManner } from "../format/manner";
import { dayOf, instant } from "../format/time";
import { useWords } from "../i18n/words";
import "./IncidentCard.css";
import { IncidentState } from "./IncidentState";

/** One incident in a list: what, where, since when, in which state. */
export function IncidentCard({ incident }: { incident: IncidentBrief }) {
  const { t, words, lang } = useWords();
  const { zone } = useManner();
  const about = `${words(incident.unit.title)} · ${words(incident.indicator_title) || incident.indicator}`;
  return (
    <Link className="incidentcard" to={`/incident/${encodeURIComponent(incident.public_id)}`}>
      <IncidentState incident={incident} />
      <span className="incidentcard-words">
        <b title={about}>{about}</b>
        <span className="soft">{words(incident.title) || incident.rule}</span>
      </span>
      <span className="incidentcard-when">
        <span>{t("incident.span", { from: dayOf(incident.first_day), to: dayOf(incident.ended_day ?? incident.fired_day) })}</span>
        <span>{t("incident.fired", { at: instant(incident.fired_at, zone, lang) })}</span>
      </span>
    </Link>
  );
}
