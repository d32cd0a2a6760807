import { useManner } from "../../../format/manner";
import { instant } from "../../../format/time";
import { useWords } from "../../../i18n/words";
import { DataTable } from "../../../parts/DataTable";
import { Loading } from "../../../parts/Loading";
import { Nothing } from "../../../parts/Nothing";
import { Panel } from "../../../parts/Panel";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import { type Message, usePage } from "../queries";

/** Messages that have not left yet. */
export function WaitingMessages() {
  const { t, lang, named } = useWords();
  const { zone } = useManner();
  const { data, error } = usePage<Message>("/messages", { state: "waiting", page_size: 20 }, 15_000);
  return (
    <Panel title={data?.total ? `${t("admin.jobs.waiting")} · ${data.total}` : t("admin.jobs.waiting")}>
      {error ? <ProblemNotice problem={error} /> : null}
      {!data && !error ? <Loading lines={2} /> : null}
      {data?.items.length === 0 ? <Nothing>{t("admin.jobs.noWaiting")}</Nothing> : null}
      {data?.items.length ? (
        <DataTable
          rows={data.items}
          label={t("admin.jobs.waiting")}
          keyOf={(one) => one.public_id}
          columns={[
            { title: t("admin.jobs.made"), cell: (one) => instant(one.created_at, zone, lang) },
            { title: t("admin.jobs.purpose"), cell: (one) => named("message.purpose", one.purpose ?? "") },
            { title: t("admin.users.state"), cell: (one) => named("message.states", one.state) },
          ]}
        />
      ) : null}
    </Panel>
  );
}
