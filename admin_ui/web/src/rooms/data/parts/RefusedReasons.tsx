import { Alert, Button } from "antd";
import { useNavigate } from "react-router";
import { call } from "../../../api/call";
import { useSession } from "../../../api/session";
import type { Load } from "../../../api/source";
import type { Issue, Words } from "../../../api/types";
import { useManner } from "../../../format/manner";
import { instant } from "../../../format/time";
import { useWords } from "../../../i18n/words";
import { IssueList } from "../../../parts/IssueList";
import { Loading } from "../../../parts/Loading";
import { Nothing } from "../../../parts/Nothing";
import { Panel } from "../../../parts/Panel";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import { type Reason, useChange, useReasons } from "../queries";
import "./RefusedReasons.css";

/** Rows that could not be accepted, by reason: mend the mapping in a change set, publish it, then try them again. */
export function RefusedReasons({ source }: { source: string }) {
  const { t } = useWords();
  const { may } = useSession();
  const navigate = useNavigate();
  const { data, error, refetch } = useReasons(source, true);
  const replay = useChange((name: string) => call<Load | undefined>("POST", "/refused/replay", undefined, { source: name }));
  const mend = useChange((name: string) => call<{ public_id: string }>("POST", "/changes", undefined, { title: t("data.refused.changeTitle", { source: name }) }));
  const total = data?.reduce((sum, reason) => sum + reason.count, 0) ?? 0;
  const fix = () =>
    mend.mutate(source, {
      onSuccess: ({ public_id }) => {
        localStorage.setItem("navmark.change", public_id); // the change set that the builder works in
        void navigate(`/builder/source/${encodeURIComponent(source)}`);
      },
    });
  return (
    <Panel
      title={total ? `${t("refused.title")} · ${total}` : t("refused.title")}
      side={
        total ? (
          <>
            {may("edit_definitions") ? (
              <Button loading={mend.isPending} onClick={fix}>
                {t("data.refused.fix")}
              </Button>
            ) : null}
            {may("replay_refused") ? (
              <Button type="primary" loading={replay.isPending} onClick={() => replay.mutate(source)}>
                {t("refused.replay")}
              </Button>
            ) : null}
          </>
        ) : null
      }
    >
      {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : null}
      {replay.error || mend.error ? <ProblemNotice problem={replay.error ?? mend.error} /> : null}
      {replay.isSuccess ? <Replayed load={replay.data} /> : null}
      {!data && !error ? <Loading lines={3} /> : null}
      {data?.length === 0 ? <Nothing>{t("refused.none")}</Nothing> : null}
      {total ? <p className="soft small refusedreasons-how">{t("data.refused.how")}</p> : null}
      <ul>
        {data?.map((reason) => (
          <OneReason key={`${reason.dataset} ${reason.code} ${reason.path}`} reason={reason} />
        ))}
      </ul>
    </Panel>
  );
}

function Replayed({ load }: { load: Load | undefined }) {
  const { t } = useWords();
  const words = load
    ? t("data.refused.result", { taken: (load.rows_added ?? 0) + (load.rows_changed ?? 0) + (load.rows_same ?? 0), refused: load.rows_refused ?? 0 })
    : t("data.refused.nothing");
  return <Alert type={load && !load.rows_refused ? "success" : "info"} showIcon title={words} style={{ marginBottom: 16 }} />;
}

function OneReason({ reason }: { reason: Reason }) {
  const { t, words, lang } = useWords();
  const { zone } = useManner();
  const field = (reason.path ?? "$").replace(/^\$\.?/, "");
  const days = reason.first_day ? (reason.first_day === reason.last_day ? reason.first_day : t("incident.span", { from: reason.first_day, to: reason.last_day })) : "";
  return (
    <li className="refusedreason">
      <details>
        <summary>
          <b className="refusedreason-count">{t("why.rows", { count: reason.count ?? 0 })}</b>
          <span>{words(reason.message as Words)}</span>
          <span className="soft small">
            {[reason.dataset, field ? t("data.refused.field", { field }) : "", days, reason.units ? t("data.refused.units", { count: reason.units }) : "", reason.code].filter(Boolean).join(" · ")}
          </span>
        </summary>
        {reason.rows?.map((row) => (
          <div key={row.public_id} className="refusedreason-row">
            <p className="soft small">{[row.unit_code, row.day, `${t("refused.seen")} ${instant(row.seen_at, zone, lang)}`].filter(Boolean).join(" · ")}</p>
            <IssueList issues={(row.issues ?? []) as Issue[]} />
            <pre>{row.raw}</pre>
          </div>
        ))}
      </details>
    </li>
  );
}
