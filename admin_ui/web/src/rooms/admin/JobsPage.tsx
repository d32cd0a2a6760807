import { Button, Segmented } from "antd";
import { useSearchParams } from "react-router";
import { call } from "../../api/call";
import { useSession } from "../../api/session";
import type { Issue } from "../../api/types";
import { useManner } from "../../format/manner";
import { instant, lasted } from "../../format/time";
import { useWords } from "../../i18n/words";
import { DataTable } from "../../parts/DataTable";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { Pager } from "../../parts/Pager";
import { Panel } from "../../parts/Panel";
import { ProblemNotice } from "../../parts/ProblemNotice";
import { AdminFrame } from "./parts/AdminFrame";
import { WaitingMessages } from "./parts/WaitingMessages";
import { type Job, type Schedule, useAct, usePage } from "./queries";
import "./JobsPage.css";

const SIZE = 20;
const STATES = ["all", "due", "running", "done", "failed", "skipped"] as const;
const TONE: Record<string, string> = { done: "good", failed: "bad", running: "warn", due: "warn" };

interface Detail {
  error?: Issue;
  late_seconds?: number;
  why?: string;
  steps?: { step: string; argument: unknown; seconds: number; result: Record<string, { state?: string; rows_in?: number } | undefined> }[];
}

/** Schedules, what ran, what failed and why, and running them by hand. */
export default function JobsPage() {
  const { t, words, lang } = useWords();
  const { zone } = useManner();
  const { may } = useSession();
  const [search, setSearch] = useSearchParams();
  const state = search.get("state") ?? "all";
  const page = Math.max(1, Number(search.get("page")) || 1);
  const schedules = usePage<Schedule>("/schedules", {}, 10_000);
  const jobs = usePage<Job>("/jobs", { state: state === "all" ? undefined : state, page, page_size: SIZE }, 10_000);
  const run = useAct((schedule: string) => call("POST", "/jobs/run", undefined, { schedule }));
  const retry = useAct((job: Job) => call("POST", "/jobs/retry", undefined, { schedule: job.schedule, due_at: job.due_at }));
  const problem = schedules.error ?? jobs.error ?? run.error ?? retry.error;
  return (
    <AdminFrame title={t("admin.places.jobs")}>
      {problem ? <ProblemNotice problem={problem} /> : null}
      <Panel title={t("admin.jobs.schedules")}>
        {schedules.data ? null : <Loading lines={2} />}
        {schedules.data?.items.length === 0 ? <Nothing>{t("admin.jobs.noSchedules")}</Nothing> : null}
        {schedules.data?.items.length ? (
          <DataTable
            stacks
            rows={schedules.data.items}
            label={t("admin.jobs.schedules")}
            keyOf={(one) => one.name}
            columns={[
              { title: t("admin.jobs.schedule"), cell: (one) => <b>{words(one.title) || one.name}</b> },
              { title: t("admin.jobs.cron"), cell: (one) => <span><code>{one.cron}</code> <span className="soft small">{one.time_zone}</span></span> },
              { title: t("admin.jobs.next"), cell: (one) => instant(one.next_at, zone, lang) },
              { title: t("admin.jobs.last"), cell: (one) => (one.last ? <span>{instant(one.last.due_at, zone, lang)} <State state={one.last.state} /></span> : "—") },
              {
                title: t("admin.acts"),
                cell: (one) =>
                  may("run_jobs") ? (
                    <Button size="small" disabled={one.last?.state === "due" || one.last?.state === "running"} loading={run.isPending && run.variables === one.name} onClick={() => run.mutate(one.name)}>
                      {t("admin.jobs.run")}
                    </Button>
                  ) : (
                    "—"
                  ),
              },
            ]}
          />
        ) : null}
      </Panel>
      <Panel
        title={t("admin.jobs.runs")}
        side={
          <div className="jobs-states">
            <Segmented aria-label={t("admin.users.state")} value={state} options={STATES.map((value) => ({ value: value as string, label: t(`admin.jobs.states.${value}`) }))} onChange={(chosen) => setSearch({ state: chosen })} />
          </div>
        }
      >
        {jobs.data ? null : <Loading />}
        {jobs.data?.items.length === 0 ? <Nothing>{t("admin.jobs.none")}</Nothing> : null}
        {jobs.data?.items.length ? (
          <DataTable
            stacks
            rows={jobs.data.items}
            label={t("admin.jobs.runs")}
            keyOf={(job) => `${job.schedule} ${job.due_at}`}
            columns={[
              { title: t("admin.jobs.schedule"), cell: (job) => job.schedule },
              { title: t("admin.jobs.due"), cell: (job) => instant(job.due_at, zone, lang) },
              { title: t("admin.users.state"), cell: (job) => <State state={job.state} /> },
              { title: t("admin.jobs.took"), number: true, cell: (job) => lasted(job.started_at, job.ended_at, lang) },
              { title: t("admin.jobs.did"), cell: (job) => <Did detail={(job.detail ?? {}) as Detail} /> },
              {
                title: t("admin.acts"),
                cell: (job) =>
                  job.state === "failed" && may("run_jobs") ? (
                    <Button size="small" loading={retry.isPending} onClick={() => retry.mutate(job)}>
                      {t("admin.jobs.retry")}
                    </Button>
                  ) : (
                    "—"
                  ),
              },
            ]}
          />
        ) : null}
        {jobs.data ? <Pager page={page} pages={Math.ceil(jobs.data.total / SIZE)} onTurn={(to) => setSearch({ state, page: String(to) })} /> : null}
      </Panel>
      {may("read_incidents") ? <WaitingMessages /> : null}
    </AdminFrame>
  );
}

function State({ state }: { state: string }) {
  const { named } = useWords();
  return <span className={`admin-mark admin-mark-${TONE[state] ?? "none"}`}>{named("admin.jobs.states", state)}</span>;
}

function Did({ detail }: { detail: Detail }) {
  const { t, words, named } = useWords();
  if (detail.error) return <span className="jobs-error small admin-wide">{words(detail.error.message)}</span>;
  if (detail.why) return <span className="soft small">{detail.why}</span>;
  if (!detail.steps?.length) return <>—</>;
  return (
    <ul className="small admin-wide">
      {detail.steps.map((step, at) => {
        const failed = Object.entries(step.result ?? {}).filter(([, one]) => one?.state === "failed");
        return (
          <li key={at}>
            {named("admin.jobs.steps", step.step)} {Object.keys(step.result ?? {}).join(", ")} · {t("admin.jobs.seconds", { count: Math.round(step.seconds) })}
            {failed.length ? <span className="jobs-error"> {t("admin.jobs.failedOf", { names: failed.map(([name]) => name).join(", ") })}</span> : null}
          </li>
        );
      })}
    </ul>
  );
}
