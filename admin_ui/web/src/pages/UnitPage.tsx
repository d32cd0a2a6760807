import { lazy, Suspense, useRef } from "react";
import { Link, useParams } from "react-router";
import { useUnit } from "../api/queries";
import { useSession } from "../api/session";
import type { UnitView } from "../api/types";
import { useTitle } from "../format/page";
import { useView } from "../format/view";
import { useWords } from "../i18n/words";
import { IncidentCard } from "../parts/IncidentCard";
import { IndicatorTable } from "../parts/IndicatorTable";
import { Loading } from "../parts/Loading";
import { Nothing } from "../parts/Nothing";
import { Panel } from "../parts/Panel";
import { PeriodSwitch } from "../parts/PeriodSwitch";
import { PageProblem } from "../parts/PageProblem";
import { Tally } from "../parts/Tally";
import { TrendPanel } from "../parts/TrendPanel";
import { UnitPath } from "../parts/UnitPath";
import { UnitsBelow } from "../parts/UnitsBelow";
import "./UnitPage.css";

/** Asked for by few: it comes, with antd, when somebody first asks why. */
const WhyDrawer = lazy(() => import("../parts/WhyDrawer").then((module) => ({ default: module.WhyDrawer })));

/** One unit: where it stands, the units below, its indicators, their course and its incidents. */
export function UnitPage() {
  const { code = "" } = useParams();
  const { words } = useWords();
  const [view] = useView();
  const { data: shown, error, refetch, isPlaceholderData: stale } = useUnit(code, view, view.page ? Number(view.page) : undefined);
  useTitle(shown ? words(shown.unit.title) : undefined);
  if (error) return <PageProblem problem={error} retry={() => void refetch()} />;
  if (!shown) return <Loading lines={10} />;
  return (
    <div aria-busy={stale} className={stale ? "unitpage unitpage-stale" : "unitpage"}>
      <Unit shown={shown} />
    </div>
  );
}

function Unit({ shown }: { shown: UnitView }) {
  const { may } = useSession();
  const { t, words } = useWords();
  const [view, change] = useView();
  const { unit, lights, incidents } = shown;
  const when = { period: view.period ?? shown.period, day: view.day };
  const chosen = lights.find((light) => light.indicator === view.indicator) ?? lights[0];
  const asked = lights.find((light) => light.indicator === view.why);
  const everAsked = useRef(false);
  everAsked.current ||= asked !== undefined;
  return (
    <>
      <UnitPath path={shown.path} view={when} />
      <header className="unitpage-head">
        <h1>
          {words(unit.title)}
          <small>
            {words(unit.level_title) || unit.level}
            {unit.closed ? ` · ${t("unit.closed")}` : ""}
          </small>
        </h1>
        <PeriodSwitch period={when.period} day={view.day ?? shown.day} offered={shown.periods} onChange={change} />
      </header>
      <UnitsBelow shown={shown} view={{ ...when, page: view.page }} onTurn={(page) => change({ page: page > 1 ? String(page) : undefined })} />
      <Panel title={t("unit.indicators")} side={<Tally lamps={lights} />}>
        {lights.length > 0 ? (
          <IndicatorTable
            lights={lights}
            chosen={chosen?.indicator}
            onChoose={(indicator) => change({ indicator })}
            onWhy={(why) => change({ why })}
          />
        ) : (
          <Nothing>{t("unit.noIndicators")}</Nothing>
        )}
      </Panel>
      {chosen ? <TrendPanel key={unit.code} code={unit.code} light={chosen} until={shown.day} when={when} /> : null}
      <Panel title={t("unit.incidents")} side={may("read_incidents") ? <Link to={`/rules?unit=${encodeURIComponent(unit.code)}`}>{t("incident.whyUnit")}</Link> : null}>
        {incidents.map((incident) => (
          <IncidentCard key={incident.public_id} incident={incident} />
        ))}
        {incidents.length === 0 ? <Nothing>{t("unit.noIncidents")}</Nothing> : null}
      </Panel>
      {everAsked.current ? (
        <Suspense>
          <WhyDrawer code={unit.code} light={asked} when={when} onClose={() => change({ why: undefined })} />
        </Suspense>
      ) : null}
    </>
  );
}
