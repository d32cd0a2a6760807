import { useWords } from "../../../i18n/words";
import { type Column, DataTable } from "../../../parts/DataTable";
import { moved, points } from "../points";
import type { ScoreCard } from "../queries";
import "./ScoreTable.css";
import { Move, VetoTag } from "./Move";

/** More lines than this are seen in the drawer only. */
const MOST_LINES = 5;

/** Scores, the best first: place, points, today's move and what each line brings. */
export function ScoreTable({ rows, onOpen }: { rows: readonly ScoreCard[]; onOpen: (unit: string) => void }) {
  const { t, lang, words } = useWords();
  const lines = rows[0]?.lines ?? [];
  const ranked = rows.some(({ rank }) => rank);
  const columns: Column<ScoreCard>[] = [
    ...(ranked ? [{ title: t("scores.rank"), number: true, cell: ({ rank }: ScoreCard) => (rank ? <span title={words(rank.group)}>{t("scores.place", { place: rank.place, of: rank.of })}</span> : "—") }] : []),
    {
      title: t("scores.unit"),
      cell: ({ unit, veto }) => (
        <span className="scoretable-unit">
          <button type="button" className="scoretable-open" onClick={() => onOpen(unit.code)}>
            {words(unit.title)}
          </button>
          <VetoTag veto={veto} />
        </span>
      ),
    },
    { title: t("scores.points"), cell: (row) => <PointsBar row={row} /> },
    { title: t("scores.today"), number: true, cell: ({ today, decimals }) => <Move by={today} written={moved(today, decimals, lang)} /> },
    ...(lines.length <= MOST_LINES
      ? lines.map((line, i): Column<ScoreCard> => ({
          title: words(line.title),
          number: true,
          cell: (row) => {
            const own = row.lines[i];
            return own?.points === null && !own.weighted && own.name ? <span className="soft" title={t(`scores.why.${own.why ?? "no_data"}`)}>—</span> : points(own?.weighted, row.decimals, lang);
          },
        }))
      : []),
  ];
  return <DataTable stacks label={t("scores.title")} rows={rows} keyOf={({ unit }) => unit.code} columns={columns} />;
}

/** Points as a number and as a length; the mark stands at 100. */
function PointsBar({ row }: { row: ScoreCard }) {
  const { lang } = useWords();
  const { points: value, cap, floor, decimals } = row;
  const share = (one: number) => `${Math.min(100, Math.max(0, ((one - floor) / (cap - floor)) * 100))}%`;
  return (
    <span className="pointsbar">
      <strong>{points(value, decimals, lang)}</strong>
      <span className="pointsbar-track" aria-hidden>
        {value === null ? null : <span className="pointsbar-fill" style={{ width: share(value) }} />}
        {cap > 100 && floor < 100 ? <span className="pointsbar-hundred" style={{ left: share(100) }} /> : null}
      </span>
    </span>
  );
}
