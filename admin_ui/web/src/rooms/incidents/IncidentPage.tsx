import { Link, useParams } from "react-router";
import { useIncident } from "./queries";
import { useManner } from "../../format/manner";
import { useTitle } from "../../format/page";
import { dayOf, instant } from "../../format/time";
import { unitLink } from "../../format/view";
import { useWords } from "../../i18n/words";
import { ActionPlan } from "./parts/ActionPlan";
import { AnswerBar } from "./parts/AnswerBar";
import { EffectPanel } from "./parts/EffectPanel";
import { IncidentFacts } from "./parts/IncidentFacts";
import { IncidentMessages } from "./parts/IncidentMessages";
import { IncidentReport } from "./parts/IncidentReport";
import { IncidentState } from "../../parts/IncidentState";
import { IncidentTimeline } from "./parts/IncidentTimeline";
import { Marks } from "./parts/Marks";
import { Progress } from "./parts/Progress";
import { Turns } from "./parts/Turns";
import { Useful } from "./parts/Useful";
import { Loading } from "../../parts/Loading";
import { Panel } from "../../parts/Panel";
import { PageProblem } from "../../parts/PageProblem";
import "./IncidentPage.css";

/** One incident from its facts to its analysis. */
export default function IncidentPage() {
  const { id = "" } = useParams();
  const { t, words, lang, named } = useWords();
  const { zone } = useManner();
  const { data: incident, error, refetch } = useIncident(id);
  const title = incident ? `${words(incident.unit.title)} · ${words(incident.indicator_title) || incident.indicator}` : undefined;
  useTitle(title);
  if (error) return <PageProblem problem={error} retry={() => void refetch()} />;
  if (!incident) return <Loading lines={10} />;
  const day = incident.ended_day ?? incident.facts.days?.at(-1)?.day ?? incident.fired_day;
  return (
    <>
      <nav aria-label={t("unit.path")}>
        <Link to="/incidents">{t("incident.list")}</Link>
      </nav>
      <header className="incidentpage-head">
        <h1>{title}</h1>
        <IncidentState incident={incident} />
        <Marks incident={incident} />
      </header>
      <p className="incidentpage-facts">
        <span>{words(incident.facts.condition) || words(incident.title) || incident.rule}</span>
        <span>{named("incident.severity", incident.severity)}</span>
        <span>{t("incident.span", { from: dayOf(incident.first_day), to: dayOf(incident.ended_day ?? incident.fired_day) })}</span>
        <span>{t("incident.fired", { at: instant(incident.fired_at, zone, lang) })}</span>
        {incident.ended_at ? <span>{t("incident.ended", { at: instant(incident.ended_at, zone, lang) })}</span> : null}
        <Link to={unitLink(incident.unit, { period: "day", day, indicator: incident.indicator })}>{t("incident.toUnit")}</Link>
        <Link to={`/rules/${encodeURIComponent(incident.rule)}?unit=${encodeURIComponent(incident.unit.code)}&day=${incident.fired_day}`}>{t("incidents.explain.link")}</Link>
      </p>
      <div className="incidentpage-columns">
        <div>
          <Panel title={t("incidents.now.title")}>
            <Progress incident={incident} />
          </Panel>
          <Panel title={t("incidents.plan.title")}>
            <ActionPlan incident={incident} />
          </Panel>
          <Panel title={t("incident.facts")}>
            <IncidentFacts incident={incident} />
          </Panel>
          {incident.effect ? (
            <Panel title={t("incidents.effect.title")}>
              <EffectPanel effect={incident.effect} />
            </Panel>
          ) : null}
          <Panel title={t("incident.report")} side={incident.report ? <ReportLinks id={incident.public_id} /> : null}>
            <IncidentReport body={incident.report?.body} />
          </Panel>
        </div>
        <div>
          <Panel title={t("incident.timeline")}>
            <IncidentTimeline events={incident.events} response={incident.response} />
          </Panel>
          <Panel title={t("incident.messages")}>
            <IncidentMessages messages={incident.messages} />
          </Panel>
          <Panel title={t("incidents.turns.title")}>
            <Turns rule={incident.rule} unit={incident.unit.code} />
          </Panel>
          {incident.may.comment ? <Useful id={incident.public_id} /> : null}
        </div>
      </div>
      <AnswerBar incident={incident} />
    </>
  );
}

function ReportLinks({ id }: { id: string }) {
  const { t, lang } = useWords();
  const to = (kind: string) => `/api/v1/incidents/${encodeURIComponent(id)}/report.${kind}?lang=${lang}`;
  return (
    <>
      <a href={to("html")} target="_blank" rel="noreferrer">
        {t("incidents.report.open")}
      </a>{" "}
      <a href={to("pdf")}>{t("incidents.report.pdf")}</a>
    </>
  );
}
