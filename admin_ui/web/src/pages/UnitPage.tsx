import { useParams } from "react-router";
import { useUnit } from "../api/queries";
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
import { UnitLamps } from "../parts/UnitLamps";
import { UnitPath } from "../parts/UnitPath";
import { WhyDrawer } from "../parts/WhyDrawer";
import "./UnitPage.css";

/** One unit: where it stands, the units below, its indicators, their course and its incidents. */
export function UnitPage() {
  const { code = "" } = useParams();
  const { words } = useWords();
  const [view] = useView();
  const { data: shown, error, refetch, isPlaceholderData: stale } = useUnit(code, view);
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
  const { t, words } = useWords();
  const [view, change] = useView();
  const { unit, lights, children, incidents } = shown;
  const when = { period: view.period ?? shown.period, day: view.day };
  const chosen = lights.find((light) => light.indicator === view.indicator) ?? lights[0];
  const asked = lights.find((light) => light.indicator === view.why);
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
      {children.length > 0 ? (
        <section className="unitpage-children">
          <h2>
            {t("unit.children")}
            <Tally lamps={children} />
          </h2>
          <UnitLamps units={children} view={when} />
        </section>
      ) : null}
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
      {chosen ? <TrendPanel key={unit.code} code={unit.code} light={chosen} until={view.day ?? shown.day} /> : null}
      <Panel title={t("unit.incidents")}>
        {incidents.map((incident) => (
          <IncidentCard key={incident.public_id} incident={incident} />
        ))}
        {incidents.length === 0 ? <Nothing>{t("unit.noIncidents")}</Nothing> : null}
      </Panel>
      <WhyDrawer code={unit.code} light={asked} when={when} onClose={() => change({ why: undefined })} />
    </>
  );
}
