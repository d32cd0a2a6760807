import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { useHome } from "../api/queries";
import type { Home } from "../api/types";
import { fitsTogether } from "../format/lights";
import { usePhone, useTitle } from "../format/page";
import { readView, unitLink, type View } from "../format/view";
import { useWords } from "../i18n/words";
import { Choice } from "../parts/Choice";
import { HomeHead } from "../parts/HomeHead";
import { IndicatorLamps } from "../parts/IndicatorLamps";
import { Loading } from "../parts/Loading";
import { Nothing } from "../parts/Nothing";
import { PageProblem } from "../parts/PageProblem";
import { Tally } from "../parts/Tally";
import { UnitLamps } from "../parts/UnitLamps";
import "./HomePage.css";

/** The cockpit: my scope's lights, worst first, on one screen; no table and no number before a click. */
export function HomePage() {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const { data: home, error, refetch } = useHome(search.get("unit") ?? undefined, readView(search).day);
  const phone = usePhone();
  useTitle(t("nav.home"));
  if (error && !home) return <PageProblem problem={error} retry={() => void refetch()} />;
  if (!home) return <Loading />;
  const view = { period: home.period, day: readView(search).day };
  return (
    <>
      <HomeHead home={home} onPost={(unit) => setSearch((old) => ({ ...Object.fromEntries(old), unit }))} />
      {home.units.length === 0 && home.lights.length === 0 ? <Nothing>{t("unit.noIndicators")}</Nothing> : null}
      {fitsTogether(home, phone) ? <Together home={home} view={view} /> : <OneAtATime home={home} view={view} />}
    </>
  );
}

interface Shown {
  home: Home;
  view: View;
}

function Together({ home, view }: Shown) {
  const { t } = useWords();
  return (
    <>
      {home.units.length > 0 ? (
        <section className="home-part">
          <h2>{t("home.units")}</h2>
          <UnitLamps units={home.units} view={view} />
        </section>
      ) : null}
      {home.lights.length > 0 ? (
        <section className="home-part">
          <h2>{t("home.lights")}</h2>
          <IndicatorLamps unit={home.unit} lights={home.lights} view={view} />
        </section>
      ) : null}
    </>
  );
}

/** More lamps than one look can take in: units below or own indicators, each tab with its tally so that no red hides. */
function OneAtATime({ home, view }: Shown) {
  const { t, words } = useWords();
  const phone = usePhone();
  const [shown, show] = useState<"units" | "lights">("units");
  const tabs = (["units", "lights"] as const).map((value) => ({
    value,
    label: (
      <span className="home-tab">
        {t(`home.${value}`)}
        <Tally lamps={home[value]} />
      </span>
    ),
  }));
  return (
    <section className="home-part" aria-label={words(home.unit.title)}>
      <div className="home-tabs">
        <Choice wide={phone} label={t("home.view")} options={tabs} value={shown} onChange={show} />
      </div>
      {shown === "units" ? (
        <UnitLamps units={home.units} view={view} />
      ) : (
        <IndicatorLamps unit={home.unit} lights={home.lights} view={view} />
      )}
      {shown === "units" && home.more ? (
        <p className="home-more">
          {t("home.more", { count: home.more })} · <Link to={unitLink(home.unit, view)}>{t("home.openUnit")}</Link>
        </p>
      ) : null}
    </section>
  );
}
