import { useSearchParams } from "react-router";
import { useManner } from "../../format/manner";
import { instant } from "../../format/time";
import { unitLink } from "../../format/view";
import { useWords } from "../../i18n/words";
import { Choice } from "../../parts/Choice";
import { DataTable } from "../../parts/DataTable";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { PageProblem } from "../../parts/PageProblem";
import { Pager } from "../../parts/Pager";
import { Panel } from "../../parts/Panel";
import { Link } from "react-router";
import { Problem } from "../../api/problem";
import { type ReceiptState, useReceipts } from "./queries";
import { ReceiptRates } from "./ReceiptRates";
import { TargetsHead } from "./TargetsHead";

const STATES = ["all", "open", "confirmed"] as const;

/** Who in my scope has confirmed a plan's targets and who has not, with the rate of each level. */
export default function ReceiptsPage() {
  const { t, words, lang } = useWords();
  const { zone } = useManner();
  const [search, setSearch] = useSearchParams();
  const state = STATES.find((one) => one === search.get("state")) ?? "all";
  const page = Math.max(1, Number.parseInt(search.get("page") ?? "1", 10) || 1);
  const asked = { plan: search.get("plan") ?? undefined, state: state === "all" ? undefined : (state as ReceiptState), page };
  const { data, error, refetch } = useReceipts(asked);
  const go = (change: Record<string, string>) => setSearch((old) => ({ ...Object.fromEntries(old), page: "1", ...change }), { preventScrollReset: true });
  if (error instanceof Problem && error.status === 404 && !asked.plan) {
    return (
      <>
        <TargetsHead here="receipts" />
        <Nothing>{t("targets.noPlans")}</Nothing>
      </>
    );
  }
  if (error) return <PageProblem problem={error} retry={() => void refetch()} />;
  return (
    <>
      <TargetsHead here="receipts" />
      {data ? (
        <>
          <div className="targets-filters">
            <select className="field" aria-label={t("targets.plan")} value={data.plan} onChange={({ target }) => go({ plan: target.value })}>
              {data.plans.map(({ plan, title }) => (
                <option key={plan} value={plan}>
                  {words(title)}
                </option>
              ))}
            </select>
            <Choice
              label={t("targets.state")}
              options={STATES.map((value) => ({ value, label: value === "all" ? t("targets.all") : t(`targets.states.${value}`) }))}
              value={state}
              onChange={(chosen) => go({ state: chosen })}
            />
          </div>
          <ReceiptRates all={data} levels={data.levels} />
          <Panel title={t("targets.receipts")} side={t("targets.rate", { confirmed: data.confirmed, expected: data.expected })}>
            {data.receipts.length === 0 ? (
              <Nothing>{t("targets.noPeople")}</Nothing>
            ) : (
              <DataTable
                stacks
                rows={data.receipts}
                label={t("targets.receipts")}
                keyOf={({ unit, role_title, person }) => `${unit.code} ${words(role_title)} ${words(person)}`}
                columns={[
                  { title: t("targets.unit"), cell: ({ unit }) => <Link to={unitLink(unit)}>{words(unit.title)}</Link> },
                  { title: t("targets.person"), cell: ({ person, role_title }) => `${words(person)} · ${words(role_title)}` },
                  {
                    title: t("targets.when"),
                    cell: ({ confirmed_at }) =>
                      confirmed_at ? instant(confirmed_at, zone, lang) : <span className="receipt receipt-open">{t("targets.states.open")}</span>,
                  },
                  { title: t("targets.noteColumn"), cell: ({ note }) => note },
                ]}
              />
            )}
            <Pager page={page} pages={Math.ceil(data.total / 50)} onTurn={(turned) => go({ page: String(turned) })} />
          </Panel>
        </>
      ) : (
        <Loading lines={8} />
      )}
    </>
  );
}
