import { Button } from "antd";
import { useRefused, useSourceAction } from "../api/queries";
import { useSession } from "../api/session";
import type { RefusedRow } from "../api/source";
import { useManner } from "../format/manner";
import { instant } from "../format/time";
import { useWords } from "../i18n/words";
import { IssueList } from "./IssueList";
import { Loading } from "./Loading";
import { Nothing } from "./Nothing";
import { Panel } from "./Panel";
import { ProblemNotice } from "./ProblemNotice";
import "./RefusedRows.css";

/** Rows that could not be accepted: kept, with the reason, and tried again on demand. */
export function RefusedRows({ source }: { source: string }) {
  const { t } = useWords();
  const { may } = useSession();
  const { data, error, refetch } = useRefused(source, true);
  const replay = useSourceAction((one) => ({ path: "/refused/replay", body: { source: one } }));
  const button =
    may("replay_refused") && data && data.total > 0 ? (
      <Button loading={replay.isPending} onClick={() => replay.mutate(source)}>
        {t("refused.replay")}
      </Button>
    ) : null;
  return (
    <Panel title={data?.total ? `${t("refused.title")} · ${data.total}` : t("refused.title")} side={button}>
      {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : null}
      {replay.error ? <ProblemNotice problem={replay.error} /> : null}
      {!data && !error ? <Loading lines={3} /> : null}
      {data?.items.length === 0 ? <Nothing>{t("refused.none")}</Nothing> : null}
      <ul>
        {data?.items.map((row) => (
          <OneRow key={row.public_id} row={row} />
        ))}
      </ul>
    </Panel>
  );
}

function OneRow({ row }: { row: RefusedRow }) {
  const { t, lang } = useWords();
  const { zone } = useManner();
  return (
    <li className="refusedrow">
      <p className="soft small">
        {[row.dataset, row.unit_code, row.day, `${t("refused.seen")} ${instant(row.seen_at, zone, lang)}`].filter(Boolean).join(" · ")}
      </p>
      <IssueList issues={row.issues} />
      <details>
        <summary>{t("refused.row")}</summary>
        <pre>{row.raw}</pre>
      </details>
    </li>
  );
}
