import { CloseOutlined, ReloadOutlined } from "@ant-design/icons";
import { Button, Segmented, Spin } from "antd";
import { useMemo, useState } from "react";
import type { Shape } from "../../../../api/client";
import type { Light, PeriodKind } from "../../../../api/types";
import { useManner } from "../../../../format/manner";
import { attained, valueOf } from "../../../../format/number";
import { useWords } from "../../../../i18n/words";
import { Coverage } from "../../../../parts/Coverage";
import { type Column, DataTable } from "../../../../parts/DataTable";
import { IssueList } from "../../../../parts/IssueList";
import { Lamp } from "../../../../parts/Lamp";
import { Loading } from "../../../../parts/Loading";
import { Nothing } from "../../../../parts/Nothing";
import { PeriodSwitch } from "../../../../parts/PeriodSwitch";
import { ProblemNotice } from "../../../../parts/ProblemNotice";
import type { Definition } from "../../editor";
import { LevelSelect } from "../../parts/LevelSelect";
import { UnitsPicker } from "../../parts/UnitsPicker";
import { useTrial } from "../../parts/useTrial";
import { Trace, type TraceCard } from "./Trace";
import "./TryPanel.css";

interface Row {
  unit: { code: string; title: { zh: string; en: string } };
  draft: Light | null;
  live: Light | null;
}
type Tried = Omit<Shape<"TriedIndicator">, "rows" | "trace" | "issues" | "words" | "summing"> & {
  rows: Row[];
  trace: TraceCard | null;
  issues: Parameters<typeof IssueList>[0]["issues"];
  summing: { zh: string; en: string } | null;
};

const PICKS = ["worst", "best", "random"] as const;

/** What the formula as typed gives on real units, beside what serves now; any number step by step. */
export function TryPanel({ change, value }: { change: string; value: Definition }) {
  const { t, words } = useWords();
  const [period, setPeriod] = useState<PeriodKind>("mtd");
  const [day, setDay] = useState<string | undefined>();
  const [level, setLevel] = useState<string | undefined>();
  const [pick, setPick] = useState<(typeof PICKS)[number]>("worst");
  const [seed, setSeed] = useState(0);
  const [units, setUnits] = useState<string[]>([]);
  const [shown, setShown] = useState<string | null>(null);
  const wish = useMemo(() => ({ period, day, level, pick, seed, units, trace: shown }), [period, day, level, pick, seed, units, shown]);
  const { data, error, busy, refetch } = useTrial<Tried>(change, "indicator", value, wish);
  const rows = data?.rows ?? [];
  const columns = useColumns(shown, setShown);
  return (
    <section className="trypanel" aria-labelledby="trypanel-title" data-busy={busy || undefined}>
      <header>
        <h3 id="trypanel-title">{t("builder.try.title")}</h3>
        <Spin size="small" spinning={busy} />
      </header>
      <div className="trypanel-wish">
        <PeriodSwitch period={period} day={day ?? data?.day ?? ""} onChange={(next) => (next.period && setPeriod(next.period), next.day && setDay(next.day))} />
        <Segmented aria-label={t("builder.try.which")} value={pick} onChange={setPick} options={PICKS.map((one) => ({ value: one, label: t(`builder.try.${one}`) }))} />
        {pick === "random" ? <Button icon={<ReloadOutlined aria-hidden />} aria-label={t("builder.try.again")} onClick={() => setSeed(seed + 1)} /> : null}
        {data ? <LevelSelect levels={data.levels} value={level ?? data.levels.at(-1)?.name ?? ""} onChange={setLevel} /> : null}
        <div className="trypanel-units">
          <UnitsPicker label={t("builder.try.units")} placeholder={t("builder.try.unitsHint")} value={units} onChange={setUnits} />
        </div>
      </div>
      {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Loading lines={4} /> : null}
      {data?.issues.length ? (
        <div className="trypanel-issues" role="status">
          <p>{t("builder.try.notYet")}</p>
          <IssueList issues={data.issues.map((issue) => (issue.file && !issue.file.endsWith(`/${value.name}.json`) ? { ...issue, path: `${issue.file} ${issue.path}` } : issue))} />
        </div>
      ) : null}
      {data && !data.issues.length ? (
        <>
          {data.summing ? (
            <p className="trypanel-summing">
              <span className="soft">{t("builder.try.summing")}</span> {words(data.summing)}
            </p>
          ) : null}
          {rows.length ? <DataTable stacks columns={columns} rows={rows} keyOf={({ unit }) => unit.code} label={t("builder.try.title")} /> : <Nothing>{t("builder.try.none")}</Nothing>}
        </>
      ) : null}
      {shown && data?.trace ? (
        <section className="trypanel-trace" aria-labelledby="trace-title">
          <header>
            <h3 id="trace-title">{t("builder.try.stepsOf", { unit: words(data.trace.unit.title) })}</h3>
            <Button type="text" icon={<CloseOutlined aria-hidden />} aria-label={t("builder.try.closeSteps")} onClick={() => setShown(null)} />
          </header>
          <Trace trace={data.trace} of={rows.find(({ draft }) => draft)?.draft ?? null} />
        </section>
      ) : null}
    </section>
  );
}

function useColumns(shown: string | null, show: (code: string | null) => void): Column<Row>[] {
  const { t, lang, words } = useWords();
  const manner = useManner();
  const number = (light: Light | null) => valueOf(light?.actual, light as Light, manner, true);
  const target = ({ draft }: Row) => (draft ? valueOf(draft.targets.target ?? Object.values(draft.targets)[0], draft, manner, true) : "");
  const lamp = (light: Light | null) =>
    light ? (
      <span className="trypanel-lamp" title={words(light.reason)}>
        <Lamp light={light.light} size={20} /> {attained(light.attainment, lang)}
      </span>
    ) : (
      <span className="soft">{t("builder.try.new")}</span>
    );
  return [
    { title: t("builder.try.unit"), cell: ({ unit }) => <span title={unit.code}>{words(unit.title)}</span> },
    {
      title: t("builder.try.draft"),
      number: true,
      cell: ({ unit, draft }) => (
        <Button type="link" size="small" className="trypanel-value" aria-expanded={shown === unit.code} aria-label={t("builder.try.how", { unit: words(unit.title), value: number(draft) })} onClick={() => show(shown === unit.code ? null : unit.code)}>
          {number(draft)}
        </Button>
      ),
    },
    { title: t("table.target"), number: true, cell: target },
    { title: t("table.attainment"), cell: ({ draft }) => lamp(draft) },
    { title: t("table.coverage"), cell: ({ draft }) => (draft ? <Coverage have={draft.have} expected={draft.expected} /> : "") },
    { title: t("builder.try.live"), number: true, cell: ({ draft, live }) => <span className={live && draft && live.actual !== draft.actual ? "trypanel-differs" : undefined}>{live ? number(live) : ""}</span> },
    { title: t("builder.try.liveLight"), cell: ({ live }) => lamp(live) },
  ];
}
