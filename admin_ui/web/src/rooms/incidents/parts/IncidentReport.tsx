import { Link } from "react-router";
import type { ReportBody, Section } from "../../../api/incident";
import { useWords } from "../../../i18n/words";
import { CauseList } from "../../../parts/CauseList";
import { DriverSplit } from "./DriverSplit";
import "./IncidentReport.css";
import { Nothing } from "../../../parts/Nothing";

/** The analysis as it was written: what to mind, facts, what drove the gap, possible causes, what was checked in vain. */
export function IncidentReport({ body }: { body: ReportBody | undefined }) {
  const { t, words } = useWords();
  if (!body) return <Nothing>{t("incident.noReport")}</Nothing>;
  return (
    <div className="report">
      {body.sections.map((section) => (
        <section key={section.name} className={`report-${section.name}`}>
          <h3>{words(section.title)}</h3>
          <SectionBody section={section} body={body} />
        </section>
      ))}
    </div>
  );
}

function SectionBody({ section, body }: { section: Section; body: ReportBody }) {
  if (section.name === "drivers" && body.drivers) return <DriverSplit lines={section.lines} drivers={body.drivers.parts} />;
  if (section.name === "causes" && body.causes.length > 0) return <CauseList causes={body.causes} />;
  return <Lines section={section} />;
}

function Lines({ section }: { section: Section }) {
  const { words } = useWords();
  return (
    <ul className="report-lines">
      {section.lines.map((line, place) => (
        <li key={place}>{line.href?.startsWith("/") ? <Link to={line.href}>{words(line)}</Link> : words(line)}</li>
      ))}
    </ul>
  );
}
