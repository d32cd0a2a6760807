import { InfoCircleOutlined } from "@ant-design/icons";
import type { Incident } from "../api/incident";
import { useWords } from "../i18n/words";
import { CauseList } from "./CauseList";
import { DriverSplit } from "./DriverSplit";
import "./IncidentReport.css";
import { Nothing } from "./Nothing";

/** The analysis: what to mind, what makes up the gap, possible causes, and what was looked at in vain. */
export function IncidentReport({ incident }: { incident: Incident }) {
  const { t, words } = useWords();
  const body = incident.report?.body;
  if (!body) return <Nothing>{t("incident.noReport")}</Nothing>;
  const caveats = body.caveats ?? [];
  const all = body.causes ?? [];
  const inVain = [...all.filter((cause) => cause.found === false), ...(body.not_found ?? [])];
  return (
    <div className="report">
      {caveats.length > 0 ? (
        <section className="report-caveats">
          <h3>
            <InfoCircleOutlined aria-hidden /> {t("report.caveats")}
          </h3>
          <ul>
            {caveats.map((caveat, place) => (
              <li key={place}>{words(caveat)}</li>
            ))}
          </ul>
        </section>
      ) : null}
      {body.drivers ? <DriverSplit drivers={body.drivers} indicator={incident.indicator} /> : null}
      <CauseList causes={all.filter((cause) => cause.found !== false)} />
      {inVain.length > 0 ? (
        <section>
          <h3>{t("report.notFound")}</h3>
          <ul className="report-invain">
            {inVain.map((item, place) => (
              <li key={place}>{typeof item === "object" && item && "title" in item ? words(item.title) : words(item)}</li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}
