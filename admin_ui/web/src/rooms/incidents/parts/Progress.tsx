import type { Incident } from "../../../api/incident";
import { useManner } from "../../../format/manner";
import { instant } from "../../../format/time";
import { useWords } from "../../../i18n/words";
import "./Progress.css";
import { spanOf } from "./span";

/** Who has it, how quickly it was answered, and what happens by itself next. */
export function Progress({ incident }: { incident: Incident }) {
  const { t, words, lang } = useWords();
  const { zone } = useManner();
  const { response, people, next } = incident;
  const at = (moment: string) => instant(moment, zone, lang);
  const facts: [string, string][] = [
    [t("incidents.now.acked"), words(people.acked_by?.title) || t("incidents.now.nobody")],
    [t("incidents.now.assignee"), words(people.assignee?.title) || t("incidents.now.nobody")],
    [t("incidents.now.response"), typeof response.minutes === "number" ? spanOf(response.minutes, t) : t("incidents.now.waiting")],
    [t("incidents.now.detected"), spanOf(response.detection_minutes, t)],
  ];
  if (incident.reason_title) facts.push([t("incidents.now.reason"), words(incident.reason_title)]);
  if (people.closed_by) facts.push([t("incidents.now.closed"), words(people.closed_by.title)]);
  return (
    <>
      {incident.still_firing ? <p className="progress-warn">{t("incidents.now.still")}</p> : null}
      {response.due_at ? <p className={response.overdue ? "progress-warn" : "soft"}>{t(response.overdue ? "incidents.now.overdue" : "incidents.now.due", { at: at(response.due_at) })}</p> : null}
      <dl className="progress">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p>
        <span className="soft">{t("incidents.now.next")} </span>
        {next ? t(`incidents.now.${next.what}`, { at: at(next.at), role: words(next.role_title) || next.role || "" }) : t("incidents.now.nothing")}
      </p>
    </>
  );
}
