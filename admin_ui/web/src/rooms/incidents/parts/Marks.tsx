import type { IncidentBrief } from "../../../api/types";
import { useWords } from "../../../i18n/words";
import "./Frame.css";

const MUTED = new Set(["silenced", "inhibited", "rolled_up"]);

/** How it stands with people: late, acknowledged, with whom, told of or not, recovering, closed. */
export function Marks({ incident }: { incident: IncidentBrief }) {
  const { t, words } = useWords();
  const marks: [string, string][] = [];
  if (incident.overdue) marks.push(["bad", t("incidents.mark.overdue")]);
  if (incident.recovering) marks.push(["good", t("incidents.mark.recovering")]);
  if (incident.closed_at) marks.push(["brand", t("incidents.mark.closed")]);
  else if (incident.acked_at) marks.push(["brand", t("incidents.mark.acked")]);
  if (incident.assignee) marks.push(["brand", t("incidents.mark.assignee", { name: incident.assignee.me ? t("incidents.mark.me") : words(incident.assignee.title) })]);
  if (incident.muted && MUTED.has(incident.muted)) marks.push(["warn", t(`incidents.mark.muted.${incident.muted}`)]);
  return marks.map(([tone, said]) => (
    <span key={said} className={`mark mark-${tone}`}>
      {said}
    </span>
  ));
}
