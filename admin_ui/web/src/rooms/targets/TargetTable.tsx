import type { Shape } from "../../api/client";
import type { IndicatorRef } from "../../api/types";
import { type Manner, valueOf } from "../../format/number";
import { useManner } from "../../format/manner";
import { useWords } from "../../i18n/words";
import { DataTable } from "../../parts/DataTable";

type Line = Shape<"TargetLine">;
type Tier = Shape<"TargetTier">;

/** Indicators with their tiers: a total for what adds up (its months folded below), a value or a span for a rate. */
export function TargetTable({ lines, year }: { lines: readonly Line[]; year: string }) {
  const { t, words, named } = useWords();
  const manner = useManner();
  const tiers = [...new Set(lines.flatMap((line) => line.tiers.map(({ tier }) => tier)))];
  return (
    <>
      <DataTable
        stacks
        rows={lines}
        label={t("targets.mine")}
        keyOf={(line) => line.indicator}
        columns={[
          { title: t("targets.indicator"), cell: (line) => <b>{words(line.title)}</b> },
          ...tiers.map((name) => ({
            title: named("tier", name),
            number: true,
            cell: (line: Line) => whole(line, line.tiers.find(({ tier }) => tier === name), manner),
          })),
        ]}
      />
      {lines.filter(({ spread }) => spread === "amount").map((line) => (
        <details key={line.indicator} className="targets-months">
          <summary>{t("targets.byMonth", { title: words(line.title) })}</summary>
          <Months line={line} tiers={tiers} year={year} />
        </details>
      ))}
    </>
  );
}

function Months({ line, tiers, year }: { line: Line; tiers: readonly string[]; year: string }) {
  const { t, words, named } = useWords();
  const manner = useManner();
  const months = [...new Set(line.tiers.flatMap((tier) => tier.months.map(({ month }) => month)))].sort();
  const written = (month: string) => (month.startsWith(year) ? t("targets.month", { month: Number(month.slice(5)) }) : month);
  return (
    <DataTable
      rows={months}
      label={t("targets.byMonth", { title: words(line.title) })}
      keyOf={(month) => month}
      columns={[
        { title: t("trend.day"), cell: written },
        ...tiers.map((name) => ({
          title: named("tier", name),
          number: true,
          cell: (month: string) => {
            const tier = line.tiers.find((one) => one.tier === name);
            return valueOf(tier?.months.find((one) => one.month === month)?.amount, line as IndicatorRef, manner, true);
          },
        })),
      ]}
    />
  );
}

function whole(line: Line, tier: Tier | undefined, manner: Manner): string {
  const of = line as IndicatorRef;
  if (line.spread === "amount") return valueOf(tier?.total, of, manner, true);
  const [low, high] = [valueOf(tier?.low, of, manner), valueOf(tier?.high, of, manner)];
  return low === high ? low : `${low} – ${high}`;
}
