import { Button } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { running, useLoads, useSourceAction, useSources } from "../../api/queries";
import { useSession } from "../../api/session";
import { useTitle } from "../../format/page";
import { useWords } from "../../i18n/words";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { PageProblem } from "../../parts/PageProblem";
import { Panel } from "../../parts/Panel";
import { ProblemNotice } from "../../parts/ProblemNotice";
import { LoadTable } from "./parts/LoadTable";
import { RefusedReasons } from "./parts/RefusedReasons";
import { SourceFreshness } from "./parts/SourceFreshness";

/** One source: its promise, its runs, the rows it had to refuse, and pulling it by hand. */
export default function SourcePage() {
  const { name = "" } = useParams();
  const { t, words } = useWords();
  const { may } = useSession();
  const source = useSources().data?.items.find((one) => one.name === name);
  const loads = useLoads(name);
  const pull = useSourceAction((one) => ({ path: `/sources/${encodeURIComponent(one)}/pull` }));
  const [asked, setAsked] = useState(false);
  const title = words(source?.title) || name;
  useTitle(title);
  if (loads.error) return <PageProblem problem={loads.error} retry={() => void loads.refetch()} />;
  const busy = pull.isPending || running(loads.data);
  const failed = loads.data?.items[0]?.state === "failed";
  return (
    <>
      <nav aria-label={t("unit.path")}>
        <Link to="/sources">{t("sources.title")}</Link>
      </nav>
      <h1>{title}</h1>
      <p className="soft">{[words(source?.description), source?.connector, source?.datasets.join(", ")].filter(Boolean).join(" · ")}</p>
      {pull.error ? <ProblemNotice problem={pull.error} /> : null}
      {source ? <SourceFreshness source={source} /> : null}
      <Panel
        title={t("data.runs.title")}
        side={
          may("run_jobs") ? (
            <Button
              type="primary"
              loading={busy}
              onClick={() => {
                setAsked(true);
                pull.mutate(name);
              }}
            >
              {failed ? t("data.runs.retry") : t("sources.pull")}
            </Button>
          ) : null
        }
      >
        <p className="unseen" role="status">
          {asked && !busy ? t("data.runs.over") : ""}
        </p>
        {loads.data ? null : <Loading />}
        {loads.data?.items.length === 0 ? <Nothing>{t("sources.noRuns")}</Nothing> : null}
        {loads.data?.items.length ? <LoadTable loads={loads.data.items} /> : null}
      </Panel>
      {may("read_refused") ? <RefusedReasons source={name} /> : null}
    </>
  );
}
