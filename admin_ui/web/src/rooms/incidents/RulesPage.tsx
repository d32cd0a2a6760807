import { Link, useSearchParams } from "react-router";
import { useManner } from "../../format/manner";
import { count } from "../../format/number";
import { dayOf, instant } from "../../format/time";
import { useWords } from "../../i18n/words";
import { DataTable } from "../../parts/DataTable";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { Panel } from "../../parts/Panel";
import { ProblemNotice } from "../../parts/ProblemNotice";
import { Frame } from "./parts/Frame";
import { type Standing, useStandings } from "./queries";
import "./RulesPage.css";

const COUNTS = ["pending", "firing", "recovering", "no_data"] as const;

/** Which rules ran, which are broken and why, and how many units stand where under each; the broken ones first. */
export default function RulesPage() {
  const { t, words, lang, named } = useWords();
  const { zone } = useManner();
  const { data, error, refetch } = useStandings();
  // Somebody who asks why a unit was or was not told of takes the unit along.
  const [search] = useSearchParams();
  const unit = search.get("unit");
  const rules = [...(data ?? [])].sort((one, other) => Number(other.broken) - Number(one.broken) || other.counts.firing - one.counts.firing);
  return (
    <Frame word="rules">
      <p className="soft">{unit ? t("incidents.rules.leadUnit", { unit }) : t("incidents.rules.lead")}</p>
      <Panel title={data ? t("common.total", { count: data.length }) : t("incidents.title.rules")}>
        {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : null}
        {!data && !error ? <Loading /> : null}
        {data?.length === 0 ? <Nothing>{t("incidents.rules.none")}</Nothing> : null}
        {rules.length ? (
          <DataTable<Standing>
            stacks
            label={t("incidents.title.rules")}
            rows={rules}
            keyOf={({ rule }) => rule}
            columns={[
              {
                title: t("incidents.rules.rule"),
                cell: (one) => (
                  <span className="rulespage-name">
                    <Link to={`/rules/${encodeURIComponent(one.rule)}${unit ? `?unit=${encodeURIComponent(unit)}` : ""}`}>{words(one.title) || one.rule}</Link> <span className={`mark mark-${one.severity}`}>{named("incident.severity", one.severity)}</span>
                  </span>
                ),
              },
              {
                title: t("incidents.rules.last"),
                cell: (one) => (
                  <span className="rulespage-run">
                    <span className={`mark mark-${one.broken ? "bad" : one.last?.state === "held" ? "warn" : one.last ? "good" : "none"}`}>{one.last ? named("incidents.rules.states", one.last.state) : t("incidents.rules.never")}</span>
                    {one.last ? <span className="soft small">{t("incidents.rules.ran", { day: dayOf(one.last.day), at: instant(one.last.at, zone, lang) })}</span> : null}
                    {one.last?.why ? <span className="rulespage-why small">{words(one.last.why)}</span> : null}
                    {one.failures > 1 ? <span className="rulespage-why small">{t("incidents.rules.failures", { count: one.failures })}</span> : null}
                  </span>
                ),
              },
              ...COUNTS.map((name) => ({
                title: t(`incidents.state.${name}`),
                number: true,
                cell: (one: Standing) => <span className={one.counts[name] && name === "firing" ? "rulespage-firing" : one.counts[name] ? "" : "soft"}>{count(one.counts[name], lang)}</span>,
              })),
            ]}
          />
        ) : null}
      </Panel>
    </Frame>
  );
}
