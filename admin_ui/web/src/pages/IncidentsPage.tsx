import { Segmented } from "antd";
import { useSearchParams } from "react-router";
import { useIncidents } from "../api/queries";
import { useTitle } from "../format/page";
import { useWords } from "../i18n/words";
import { IncidentCard } from "../parts/IncidentCard";
import { Loading } from "../parts/Loading";
import { Nothing } from "../parts/Nothing";
import { Pager } from "../parts/Pager";
import { Panel } from "../parts/Panel";
import { ProblemNotice } from "../parts/ProblemNotice";

const SIZE = 20;
const STATES = ["firing", "resolved", "retracted"] as const;

/** The incidents of my scope; the open ones unless asked for others. */
export function IncidentsPage() {
  const { t } = useWords();
  const [search, setSearch] = useSearchParams();
  const state = search.get("state") ?? "firing";
  const page = Math.max(1, Number(search.get("page")) || 1);
  const { data, error, refetch } = useIncidents({ state: state === "all" ? undefined : state, page, page_size: SIZE });
  useTitle(t("incident.list"));
  const options = [...STATES.map((value) => ({ value: value as string, label: t(`incident.state.${value}`) })), { value: "all", label: t("incident.all") }];
  return (
    <>
      <h1>{t("incident.list")}</h1>
      <Panel
        title={data ? t("common.total", { count: data.total }) : error ? t("nav.incidents") : t("app.loading")}
        side={<Segmented aria-label={t("incident.filter")} options={options} value={state} onChange={(chosen) => setSearch({ state: chosen })} />}
      >
        {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : null}
        {!data && !error ? <Loading /> : null}
        {data?.items.map((incident) => (
          <IncidentCard key={incident.public_id} incident={incident} />
        ))}
        {data?.items.length === 0 ? <Nothing>{t(state === "firing" ? "incident.noneOpen" : "incident.none")}</Nothing> : null}
        {data ? <Pager page={page} pages={Math.ceil(data.total / SIZE)} onTurn={(to) => setSearch({ state, page: String(to) })} /> : null}
      </Panel>
    </>
  );
}
