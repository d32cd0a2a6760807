import { Segmented } from "antd";
import { useState } from "react";
import { percent } from "../../../../format/number";
import { dayOf } from "../../../../format/time";
import { useWords } from "../../../../i18n/words";
import { DataTable } from "../../../../parts/DataTable";
import { Loading } from "../../../../parts/Loading";
import { Nothing } from "../../../../parts/Nothing";
import { ProblemNotice } from "../../../../parts/ProblemNotice";
import { type Backtest, type Looked, useBacktest } from "./look";
import "./BacktestView.css";

const SPANS = [30, 90, 180];
const SHOWN = 60;
const TOLD = 20;

/** When it would have fired, by day and by unit, beside the rule that serves. */
export function BacktestView({ looked }: { looked: Looked }) {
  const { t } = useWords();
  const [days, setDays] = useState(90);
  const { data, error, isPending, isFetching, refetch } = useBacktest(looked, days);
  return (
    <div aria-busy={isFetching}>
      <Segmented size="small" aria-label={t("builder.rule.backtest.span")} value={days} options={SPANS.map((count) => ({ value: count, label: t("builder.rule.backtest.days", { days: count }) }))} onChange={setDays} />
      {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : isPending ? <Loading lines={4} /> : <Found {...data} />}
    </div>
  );
}

function Found({ draft, live, new: more, gone }: { draft: Backtest; live: Backtest | null; new: number; gone: number }) {
  const { t, words } = useWords();
  const span = { from: draft.first, to: draft.last };
  const where = draft.groups && draft.group_title ? t("builder.rule.backtest.groups", { groups: draft.groups, title: words(draft.group_title) }) : "";
  return (
    <>
      <p className="backtestview-sum">
        <strong>{t("builder.rule.backtest.count", { count: draft.count, units: draft.fired_units })}</strong>
        {where}
        <span className="soft">{t("builder.rule.backtest.span_of", { ...span, units: draft.units })}</span>
      </p>
      {draft.cut ? <p className="field-issue field-issue-warning">{t("builder.rule.backtest.cut", span)}</p> : null}
      <p className="backtestview-live">{live ? t("builder.rule.backtest.live", { count: live.count, more, gone }) : t("builder.rule.backtest.noLive")}</p>
      {draft.count || live?.count ? <DayBars draft={draft} live={live} /> : null}
      {draft.count === 0 ? (
        <Nothing>{t("builder.rule.backtest.none")}</Nothing>
      ) : (
        <DataTable
          label={t("builder.rule.view.backtest")}
          stacks
          rows={draft.firings.slice(0, SHOWN)}
          keyOf={({ unit, fired_day: day }) => `${unit.code} ${day}`}
          columns={[
            { title: t("builder.rule.backtest.fired"), cell: (row) => row.fired_day },
            { title: t("builder.rule.backtest.unit"), cell: (row) => words(row.unit.title) },
            { title: draft.group_title ? words(draft.group_title) : t("builder.rule.backtest.above"), cell: (row) => words(row.above?.title) || "—" },
            { title: t("builder.rule.backtest.from"), cell: (row) => dayOf(row.first_day, row.fired_day) },
            { title: t("builder.rule.backtest.until"), cell: (row) => (row.resolved_day ? dayOf(row.resolved_day, row.fired_day) : t("builder.rule.backtest.on")) },
            { title: t("builder.rule.backtest.counted"), number: true, cell: (row) => row.days },
            ...(live ? [{ title: t("builder.rule.backtest.compared"), cell: (row: Backtest["firings"][number]) => (row.other ? t("builder.rule.backtest.same") : t("builder.rule.backtest.new")) }] : []),
          ]}
        />
      )}
      {draft.count ? <Reached {...draft} /> : null}
      {draft.count > SHOWN ? <p className="soft">{t("builder.rule.backtest.more", { count: draft.count - SHOWN })}</p> : null}
    </>
  );
}

/** Who would have been told how often, where, and how it stands against what people said of the incidents there were. */
function Reached({ people, people_total: total, nobody, by_group: groups, score }: Backtest) {
  const { t, words, lang } = useWords();
  return (
    <>
      {groups.length ? <p className="backtestview-groups">{groups.map((one) => `${words(one.unit.title)} ${one.count}`).join(" · ")}</p> : null}
      <h4>{t("builder.rule.backtest.people", { count: total })}</h4>
      {nobody ? <p className="field-issue field-issue-warning">{t("builder.rule.backtest.nobody", { count: nobody })}</p> : null}
      {people.length ? (
        <DataTable
          label={t("builder.rule.backtest.people", { count: total })}
          stacks
          rows={people.slice(0, TOLD)}
          keyOf={({ login, unit, role_title: role }) => `${login} ${unit.code} ${words(role)}`}
          columns={[
            { title: t("builder.rule.backtest.person"), cell: (one) => `${words(one.title)} · ${words(one.role_title)} @ ${words(one.unit.title)}` },
            { title: t("message.to"), number: true, cell: (one) => one.to },
            { title: t("message.copy"), number: true, cell: (one) => one.cc },
            { title: t("builder.rule.backtest.messages"), number: true, cell: (one) => one.messages },
            { title: t("builder.rule.backtest.worst"), number: true, cell: (one) => `${dayOf(one.worst_day)} · ${one.worst}` },
          ]}
        />
      ) : null}
      {score.useful + score.false > 0 ? (
        <p className="soft">
          {t("builder.rule.backtest.score", { useful: score.found_useful, of: score.useful, alarms: score.found_false, ofAlarms: score.false, precision: percent(score.precision, lang), recall: percent(score.recall, lang) })}
        </p>
      ) : null}
    </>
  );
}

/** Firings per week: the draft's bar, and the outline of the rule that serves. */
function DayBars({ draft, live }: { draft: Backtest; live: Backtest | null }) {
  const { t } = useWords();
  const first = Date.parse(draft.first);
  const weeks = Math.max(1, Math.ceil((Date.parse(draft.last) - first + 1) / 604_800_000));
  const tally = (found: Backtest | null) => {
    const made = Array.from({ length: weeks }, () => 0);
    for (const { fired_day: day } of found?.firings ?? []) {
      const at = Math.floor((Date.parse(day) - first) / 604_800_000);
      if (at >= 0 && at < weeks) made[at] = (made[at] ?? 0) + 1;
    }
    return made;
  };
  const [mine, theirs] = [tally(draft), tally(live)];
  const top = Math.max(1, ...mine, ...theirs);
  return (
    <figure className="backtestview-figure">
    <div className="backtestview-bars" role="img" aria-label={t("builder.rule.backtest.bars", { top })}>
      {mine.map((count, i) => (
        <span key={i} className="backtestview-week" title={`${new Date(first + i * 604_800_000).toISOString().slice(5, 10)}: ${count}${live ? ` / ${theirs[i] ?? 0}` : ""}`}>
          {live ? <i className="backtestview-theirs" style={{ height: `${((theirs[i] ?? 0) / top) * 100}%` }} /> : null}
          <i className="backtestview-mine" style={{ height: `${(count / top) * 100}%` }} />
        </span>
      ))}
    </div>
    <figcaption>
      <span>{draft.first}</span>
      <span>{t("builder.rule.backtest.legend", { top })}</span>
      <span>{draft.last}</span>
    </figcaption>
    </figure>
  );
}
