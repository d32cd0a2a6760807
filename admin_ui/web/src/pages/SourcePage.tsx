import { Button } from "antd";
import { Link, useParams } from "react-router";
import { running, useLoads, useSourceAction, useSources } from "../api/queries";
import { useSession } from "../api/session";
import { useTitle } from "../format/page";
import { useWords } from "../i18n/words";
import { Loading } from "../parts/Loading";
import { LoadTable } from "../parts/LoadTable";
import { Nothing } from "../parts/Nothing";
import { PageProblem } from "../parts/PageProblem";
import { Panel } from "../parts/Panel";
import { ProblemNotice } from "../parts/ProblemNotice";
import { RefusedRows } from "../parts/RefusedRows";

/** One source: its loads, the rows it had to refuse, and pulling it by hand. */
export function SourcePage() {
  const { name = "" } = useParams();
  const { t, words } = useWords();
  const { may } = useSession();
  const source = useSources().data?.items.find((one) => one.name === name);
  const loads = useLoads(name);
  const pull = useSourceAction((one) => ({ path: `/sources/${encodeURIComponent(one)}/pull` }));
  const title = words(source?.title) || name;
  useTitle(title);
  if (loads.error) return <PageProblem problem={loads.error} retry={() => void loads.refetch()} />;
  return (
    <>
      <nav aria-label={t("unit.path")}>
        <Link to="/sources">{t("sources.title")}</Link>
      </nav>
      <h1>{title}</h1>
      <p className="soft">{[words(source?.description), source?.connector, source?.datasets.join(", ")].filter(Boolean).join(" · ")}</p>
      {pull.error ? <ProblemNotice problem={pull.error} /> : null}
      <Panel
        title={t("sources.runs")}
        side={
          may("run_jobs") ? (
            <Button type="primary" loading={pull.isPending || running(loads.data)} onClick={() => pull.mutate(name)}>
              {t("sources.pull")}
            </Button>
          ) : null
        }
      >
        {loads.data ? null : <Loading />}
        {loads.data?.items.length === 0 ? <Nothing>{t("sources.noRuns")}</Nothing> : null}
        {loads.data?.items.length ? <LoadTable loads={loads.data.items} /> : null}
      </Panel>
      {may("read_refused") ? <RefusedRows source={name} /> : null}
    </>
  );
}
