import { PlusOutlined } from "@ant-design/icons";
import { Button, Segmented } from "antd";
import { useSearchParams } from "react-router";
import { useSession } from "../../api/session";
import { useTitle } from "../../format/page";
import { useWords } from "../../i18n/words";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { Pager } from "../../parts/Pager";
import { Panel } from "../../parts/Panel";
import { ProblemNotice } from "../../parts/ProblemNotice";
import { AdjustmentCard } from "./parts/AdjustmentCard";
import { AdjustmentForm } from "./parts/AdjustmentForm";
import { DataTabs } from "./parts/DataTabs";
import { useAdjustments } from "./queries";

const SIZE = 20;
const STATES = ["requested", "approved", "rejected", "all"] as const;

/** Corrections of facts: asked for by one person, approved by another, applied as a load of their own. */
export default function AdjustmentsPage() {
  const { t } = useWords();
  const { may } = useSession();
  const [search, setSearch] = useSearchParams();
  const state = search.get("state") ?? "all";
  const page = Math.max(1, Number(search.get("page")) || 1);
  const { data, error, refetch } = useAdjustments({ state: state === "all" ? undefined : state, page, page_size: SIZE });
  useTitle(t("data.tabs.adjustments"));
  const asking = search.get("ask") === "1" && may("request_adjustments");
  const given = { dataset: search.get("dataset") ?? undefined, unit: search.get("unit") ?? undefined, day: search.get("day") ?? undefined };
  return (
    <>
      <h1>{t("data.tabs.adjustments")}</h1>
      <DataTabs />
      <p className="soft">{t("data.adjust.lead")}</p>
      <Panel
        title={data ? t("common.total", { count: data.total }) : error ? t("data.tabs.adjustments") : t("app.loading")}
        side={
          <>
            <Segmented
              aria-label={t("data.adjust.filter")}
              value={state}
              options={STATES.map((value) => ({ value: value as string, label: t(`data.adjust.states.${value}`) }))}
              onChange={(chosen) => setSearch({ state: chosen })}
            />
            {may("request_adjustments") ? (
              <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setSearch({ state, ask: "1" })}>
                {t("data.adjust.ask")}
              </Button>
            ) : null}
          </>
        }
      >
        {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : null}
        {!data && !error ? <Loading /> : null}
        {data?.items.length === 0 ? <Nothing>{t("data.adjust.none")}</Nothing> : null}
        <ul>
          {data?.items.map((one) => (
            <AdjustmentCard key={one.public_id} adjustment={one} />
          ))}
        </ul>
        {data ? <Pager page={page} pages={Math.ceil(data.total / SIZE)} onTurn={(to) => setSearch({ state, page: String(to) })} /> : null}
      </Panel>
      {asking ? <AdjustmentForm given={given} onClose={() => setSearch({ state })} /> : null}
    </>
  );
}
