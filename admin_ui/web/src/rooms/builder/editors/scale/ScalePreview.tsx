import { Spin } from "antd";
import { useEffect, useMemo, useState } from "react";
import type { Shape } from "../../../../api/client";
import type { Colour, PeriodKind, Text } from "../../../../api/types";
import { attained } from "../../../../format/number";
import { WORST_FIRST } from "../../../../format/lights";
import { useWords } from "../../../../i18n/words";
import { DataTable } from "../../../../parts/DataTable";
import { Lamp } from "../../../../parts/Lamp";
import { Loading } from "../../../../parts/Loading";
import { PeriodSwitch } from "../../../../parts/PeriodSwitch";
import { ProblemNotice } from "../../../../parts/ProblemNotice";
import type { Definition } from "../../editor";
import { LevelSelect } from "../../parts/LevelSelect";
import { useTrial } from "../../parts/useTrial";

type Counts = Record<Colour, number>;
type Tried = Shape<"TriedScale">;

/** How many of today's lights would be red, yellow, green, grey: before and after. */
export function ScalePreview({ change, value, onMarks }: { change: string; value: Definition; onMarks: (marks: readonly number[]) => void }) {
  const { t, words, lang } = useWords();
  const [period, setPeriod] = useState<PeriodKind>("mtd");
  const [day, setDay] = useState<string | undefined>();
  const [level, setLevel] = useState<string | undefined>();
  const wish = useMemo(() => ({ period, day, level }), [period, day, level]);
  const { data, error, busy, refetch } = useTrial<Tried>(change, "scale", value, wish);
  useEffect(() => data && onMarks(data.attainments), [data, onMarks]);
  const changed = data?.indicators.reduce((sum, one) => sum + one.changed, 0) ?? 0;
  const title = (of: unknown) => words(of as Text);
  const titles = new Map(data?.indicators.map((one) => [one.indicator, title(one.title)]));
  return (
    <section className="scalepreview" aria-labelledby="scale-preview" data-busy={busy || undefined}>
      <header>
        <h3 id="scale-preview">{t("builder.scale.preview")}</h3>
        <Spin size="small" spinning={busy} />
      </header>
      <div className="scalepreview-wish">
        <PeriodSwitch period={period} day={day ?? data?.day ?? ""} onChange={(next) => (next.period && setPeriod(next.period), next.day && setDay(next.day))} />
        {data ? <LevelSelect levels={data.levels} value={data.level} onChange={setLevel} /> : null}
        {data ? <span className="soft">{t("builder.scale.units", { count: data.units })}</span> : null}
      </div>
      {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Loading lines={3} /> : null}
      {data && !data.issues.length ? (
        <>
          {data.used ? null : <p className="soft">{t("builder.scale.unused")}</p>}
          <DataTable
            stacks
            label={t("builder.scale.preview")}
            rows={data.indicators}
            keyOf={(one) => one.indicator}
            columns={[
              { title: t("builder.scale.indicator"), cell: (one) => title(one.title) },
              { title: t("builder.scale.before"), cell: (one) => <CountsOf counts={one.before} /> },
              { title: t("builder.scale.after"), cell: (one) => <CountsOf counts={one.after} than={one.before} /> },
            ]}
          />
          <p role="status">{changed ? t("builder.scale.changed", { count: changed }) : t("builder.scale.same")}</p>
          {data.flips.length ? (
            <div className="scalepreview-flips">
              <DataTable
                stacks
                label={t("builder.scale.flips")}
                rows={data.flips}
                keyOf={(one) => `${one.unit.code} ${one.indicator}`}
                columns={[
                  { title: t("builder.scale.unit"), cell: (one) => title(one.unit.title) },
                  { title: t("builder.scale.indicator"), cell: (one) => titles.get(one.indicator) ?? one.indicator },
                  { title: t("table.attainment"), number: true, cell: (one) => attained(one.attainment, lang) },
                  { title: t("builder.scale.lightBefore"), cell: (one) => <Lamp light={one.before as Colour} size={20} /> },
                  { title: t("builder.scale.lightAfter"), cell: (one) => <Lamp light={one.after as Colour} size={20} /> },
                ]}
              />
            </div>
          ) : null}
        </>
      ) : null}
    </section>
  );
}

function CountsOf({ counts, than }: { counts: Counts; than?: Counts }) {
  const { t } = useWords();
  return (
    <span className="scalepreview-counts">
      {WORST_FIRST.map((light) => (
        <span key={light} className={than && than[light] !== counts[light] ? "scalepreview-moved" : undefined}>
          <Lamp light={light} size={16} silent />
          <span className="unseen">{t(`light.${light}`)}</span>
          {counts[light]}
        </span>
      ))}
    </span>
  );
}
