import { Segmented } from "antd";
import { Link, useParams } from "react-router";
import { useSession } from "../../api/session";
import { useManner } from "../../format/manner";
import { useTitle } from "../../format/page";
import { dayOf, instant } from "../../format/time";
import { useWords } from "../../i18n/words";
import { DataTable } from "../../parts/DataTable";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { Pager } from "../../parts/Pager";
import { Panel } from "../../parts/Panel";
import { ProblemNotice } from "../../parts/ProblemNotice";
import { UnitPicker } from "../../parts/UnitPicker";
import { Explanation } from "./parts/Explanation";
import { type UnitState, usePage, useStandings } from "./queries";
import "./parts/Frame.css";
import "./RulesPage.css";
import { useFilter } from "./useFilter";

const SIZE = 20;
const STATES = ["firing", "pending", "recovering", "no_data", "error"] as const;

/** One rule: the units that are not normal under it, and why it did or did not fire for a unit on a day. */
export default function RulePage() {
  const { rule = "" } = useParams();
  const { t, words, lang } = useWords();
  const { zone } = useManner();
  const { may } = useSession();
  const { filter, page, put } = useFilter(["unit", "day", "state"] as const);
  const standing = useStandings().data?.find((one) => one.rule === rule);
  const state = STATES.find((one) => one === filter.state);
  const { data, error, refetch } = usePage<UnitState>(`/rules/${encodeURIComponent(rule)}/states`, { ...(state ? { state } : {}), page, page_size: SIZE });
  const title = words(standing?.title) || rule;
  useTitle(title);
  return (
    <>
      <nav aria-label={t("unit.path")}>
        <Link to="/rules">{t("incidents.title.rules")}</Link>
      </nav>
      <h1>{title}</h1>
      {may("edit_definitions") ? (
        <p>
          <Link to={`/builder/rule/${encodeURIComponent(rule)}`}>{t("incidents.rules.toBuilder")}</Link>
        </p>
      ) : null}
      {standing?.last?.why ? <p className="rulespage-why">{words(standing.last.why)}</p> : null}
      <Panel title={t("incidents.explain.title")}>
        <div className="rulepage-ask">
          <UnitPicker label={t("incidents.explain.unit")} value={filter.unit ?? null} onChange={(unit) => put({ unit })} />
          <label className="rulepage-day">
            {t("incident.day")} <input className="field" type="date" value={filter.day ?? ""} onChange={({ target }) => put({ day: target.value })} />
          </label>
        </div>
        {filter.unit ? <Explanation rule={rule} unit={filter.unit} day={filter.day} /> : <Nothing>{t("incidents.explain.choose")}</Nothing>}
      </Panel>
      <Panel
        title={t("incidents.rules.units")}
        side={
          <div className="incidentsframe-states">
            <Segmented
              aria-label={t("incident.filter")}
              value={state ?? "all"}
              options={[{ value: "all", label: t("incident.all") }, ...STATES.map((value) => ({ value, label: t(`incidents.state.${value}`) }))]}
              onChange={(chosen) => put({ state: chosen === "all" ? null : chosen })}
            />
          </div>
        }
      >
        {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : null}
        {!data && !error ? <Loading lines={3} /> : null}
        {data?.items.length === 0 ? <Nothing>{t("incidents.rules.allNormal")}</Nothing> : null}
        {data?.items.length ? (
          <DataTable
            label={t("incidents.rules.units")}
            rows={data.items}
            keyOf={({ unit }) => unit.code}
            columns={[
              {
                title: t("incidents.rules.unit"),
                cell: ({ unit, day }) => <Link to={`/rules/${encodeURIComponent(rule)}?unit=${encodeURIComponent(unit.code)}&day=${day}`}>{words(unit.title)}</Link>,
              },
              { title: t("incidents.rules.state"), cell: (one) => <span className={`mark mark-${one.state === "firing" || one.state === "error" ? "bad" : one.state === "recovering" ? "good" : "warn"}`}>{t(`incidents.state.${one.state}`)}</span> },
              { title: t("incidents.rules.progress"), number: true, cell: (one) => (one.needed ? `${one.count}/${one.needed}` : "—") },
              { title: t("incidents.rules.since"), cell: (one) => `${dayOf(one.day)} · ${instant(one.changed_at, zone, lang)}` },
            ]}
          />
        ) : null}
        {data ? <Pager page={page} pages={Math.ceil(data.total / SIZE)} onTurn={(to) => put({ page: String(to) })} /> : null}
      </Panel>
    </>
  );
}
