import { ClockCircleOutlined } from "@ant-design/icons";
import type { IncidentEvent, Response } from "../../../api/incident";
import { useManner } from "../../../format/manner";
import { instant } from "../../../format/time";
import { useWords } from "../../../i18n/words";
import "./IncidentTimeline.css";
import { Nothing } from "../../../parts/Nothing";
import { spanOf } from "./span";

/** What has happened, newest first, and who did it; the time it took somebody to respond stands where he did. */
export function IncidentTimeline({ events, response }: { events: readonly IncidentEvent[]; response: Response }) {
  const { t, words, lang, named } = useWords();
  const { zone } = useManner();
  if (events.length === 0) return <Nothing>{t("incident.noEvents")}</Nothing>;
  const about = ({ data = {}, person }: IncidentEvent) =>
    [
      typeof data.purpose === "string" ? named("message.purpose", data.purpose) : "",
      typeof data.day === "string" ? data.day : "",
      typeof data.reason === "string" ? named("event.reasons", data.reason) : "",
      typeof data.role === "string" ? data.role : "",
      words(person?.title),
      typeof data.text === "string" ? data.text : "",
      typeof data.note === "string" ? data.note : "",
    ].filter(Boolean);
  const answered = response.first_human_at === null ? undefined : events.find(({ at, event }) => at === response.first_human_at && event !== "read");
  return (
    <ol className="timeline">
      {[...events].reverse().map((event, place) => (
        <li key={place} className={`timeline-item timeline-${event.event}`}>
          <b>{named("event", event.event)}</b>
          {about(event).map((part) => (
            <span key={part} className="soft">
              {part}
            </span>
          ))}
          {event === answered && response.minutes !== null ? (
            <span className="timeline-took">
              <ClockCircleOutlined aria-hidden /> {t("incidents.took", { time: spanOf(response.minutes, t) })}
            </span>
          ) : null}
          <span className="timeline-when">
            <time dateTime={event.at}>{instant(event.at, zone, lang)}</time> · {event.actor === "system" ? t("event.system") : words(event.actor_title) || event.actor}
          </span>
        </li>
      ))}
    </ol>
  );
}
