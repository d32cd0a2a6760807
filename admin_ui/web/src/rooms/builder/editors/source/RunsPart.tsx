import { ClockCircleOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useManner } from "../../../../format/manner";
import { instant } from "../../../../format/time";
import { useWords } from "../../../../i18n/words";
import { ProblemNotice } from "../../../../parts/ProblemNotice";
import { useDefinitions, useDraft, useStale, write } from "../../changes";
import { scheduled, useRuns } from "./source";

/** When the source is pulled: the app's schedules, and the way into one. */
export function RunsPart({ change, name, readOnly }: { change: string; name: string; readOnly: boolean }) {
  const { t, words } = useWords();
  const manner = useManner();
  const stale = useStale();
  const runs = useRuns(change, name);
  const definitions = useDefinitions(change);
  const appName = definitions.data?.find(({ kind }) => kind === "app")?.name ?? "";
  const app = useDraft(change, "app", appName, appName !== "");
  const [problem, setProblem] = useState<unknown>(null);
  const turn = async (schedule: string, wanted: boolean) => {
    if (!app.data?.value) return;
    setProblem(null);
    try {
      await write.draft(change, "app", appName, { value: scheduled(app.data.value, schedule, name, wanted), revision: app.data.revision });
    } catch (refused) {
      setProblem(refused);
    }
    await stale();
  };
  return (
    <section className="sourcepart" aria-labelledby="source-runs">
      <h3 id="source-runs">{t("builder.source.runs")}</h3>
      {runs.data && !runs.data.some(({ pulls }) => pulls) ? <p className="sourcemap-needed">{t("builder.source.noRuns")}</p> : null}
      {problem ?? runs.error ? <ProblemNotice problem={problem ?? runs.error} retry={() => void runs.refetch()} /> : null}
      <ul className="sourcelist">
        {(runs.data ?? []).map((one) => (
          <li key={one.schedule}>
            <ClockCircleOutlined aria-hidden />
            <strong>{words(one.title) || one.schedule}</strong> <code>{one.cron}</code> <span className="soft">{one.time_zone}</span>
            {one.pulls ? <span>{t("builder.source.next", { times: one.at.slice(0, 3).map((at) => instant(at, one.time_zone, manner.lang)).join("、") })}</span> : null}
            {readOnly ? null : (
              <Button className="sourcelist-end" size="small" disabled={!app.data} onClick={() => void turn(one.schedule, !one.pulls)}>
                {t(one.pulls ? "builder.source.leave" : "builder.source.join")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {runs.data?.length === 0 && appName ? (
        <p>
          {t("builder.source.noSchedules")} <Link to={`/builder/app/${appName}`}>{t("builder.source.toApp")}</Link>
        </p>
      ) : null}
    </section>
  );
}
