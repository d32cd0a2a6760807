import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useSearchParams } from "react-router";
import { useTitle } from "../../format/page";
import { useWords } from "../../i18n/words";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { PageProblem } from "../../parts/PageProblem";
import { Pager } from "../../parts/Pager";
import { Panel } from "../../parts/Panel";
import { ProblemNotice } from "../../parts/ProblemNotice";
import { UnitPicker } from "../../parts/UnitPicker";
import { ScoreDrawer } from "./parts/ScoreDrawer";
import { ScoreTable } from "./parts/ScoreTable";
import { neighbour, periodName } from "./points";
import { useScorecards, useScores } from "./queries";
import "./ScoresPage.css";

const SIZE = 50;

/** A scorecard's scores of the units in scope, the best first; one of them opens with its lines and what moved it. */
export default function ScoresPage() {
  const { t, words } = useWords();
  const [search, setSearch] = useSearchParams();
  const cards = useScorecards();
  const name = cards.data?.find(({ scorecard }) => scorecard === search.get("card"))?.scorecard ?? cards.data?.[0]?.scorecard;
  const card = cards.data?.find(({ scorecard }) => scorecard === name);
  const page = Math.max(1, Number(search.get("page")) || 1);
  const day = search.get("day") ?? undefined;
  const within = search.get("within") ?? undefined;
  const { data, error, refetch } = useScores(name, { unit: within, day, page, page_size: SIZE });
  useTitle(t("scores.title"));
  const change = (next: Record<string, string | null>) => {
    const params = new URLSearchParams(search);
    for (const [key, value] of Object.entries(next)) value ? params.set(key, value) : params.delete(key);
    setSearch(params, { replace: !("unit" in next) });
  };
  if (cards.error) return <PageProblem problem={cards.error} retry={() => void cards.refetch()} />;
  const period = data?.items[0]?.period;
  return (
    <>
      <h1>{t("scores.title")}</h1>
      {cards.data?.length === 0 ? <Nothing>{t("scores.noCards")}</Nothing> : null}
      {card ? (
        <>
          {words(card.description) ? <p className="soft">{words(card.description)}</p> : null}
          <div className="scores-filters">
            {cards.data && cards.data.length > 1 ? (
              <label>
                <span className="soft small">{t("scores.card")}</span>
                <Select aria-label={t("scores.card")} value={name} onChange={(next) => change({ card: next, page: null })} options={cards.data.map((one) => ({ value: one.scorecard, label: words(one.title) }))} />
              </label>
            ) : null}
            <label>
              <span className="soft small">{t("scores.within")}</span>
              <UnitPicker label={t("scores.within")} placeholder={t("scores.everywhere")} value={within ?? null} onChange={(code) => change({ within: code, page: null })} />
            </label>
            {period ? (
              <div className="scores-period" role="group" aria-label={t("scores.period")}>
                <Button icon={<LeftOutlined aria-hidden />} aria-label={t("scores.before")} onClick={() => change({ day: neighbour(period.from, period.to, -1), page: null })} />
                <strong>{periodName(period)}</strong>
                <Button icon={<RightOutlined aria-hidden />} aria-label={t("scores.after")} disabled={day === undefined} onClick={() => change({ day: neighbour(period.from, period.to, 1), page: null })} />
                {day ? <Button type="link" onClick={() => change({ day: null, page: null })}>{t("scores.now")}</Button> : null}
              </div>
            ) : null}
          </div>
          <Panel title={words(card.title)} side={data ? <span className="soft small">{t("scores.units", { count: data.total })}</span> : null}>
            {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : null}
            {!data && !error ? <Loading lines={6} /> : null}
            {data?.items.length === 0 ? <Nothing>{t("scores.noUnits")}</Nothing> : null}
            {data?.items.length ? <ScoreTable rows={data.items} onOpen={(unit) => change({ unit })} /> : null}
            {data ? <Pager page={page} pages={Math.ceil(data.total / SIZE)} onTurn={(to) => change({ page: String(to) })} /> : null}
          </Panel>
          <ScoreDrawer scorecard={name} unit={search.get("unit") ?? undefined} day={day} onClose={() => change({ unit: null })} />
        </>
      ) : cards.data ? null : (
        <Loading lines={6} />
      )}
    </>
  );
}
