import type { Colour, IndicatorRef, UnitRef } from "@web/api/types";
import { useManner } from "@web/format/manner";
import { attained, exact, gapOf, valueOf } from "@web/format/number";
import { useWords } from "@web/i18n/words";
import { DataTime } from "@web/parts/DataTime";
import { Lamp } from "@web/parts/Lamp";
import { Nothing } from "@web/parts/Nothing";
import type { WidgetProps } from "@web/rooms/boards/widget";
import { useState } from "react";
import { Link } from "react-router";
import { type Column, type Row, sorted } from "./sort";
import "./Widget.css";

interface Data {
  unit: UnitRef;
  indicators: IndicatorRef[];
  columns: Column[];
  rows: (Row<{ light: Colour; data_day: string | null; synced_at: string | null }> & { unit: UnitRef })[];
}

/** The unit and the units below with their figures; a press on a head sorts, the unit itself stays on top. */
export default function TableWidget({ data, board }: WidgetProps<Data>) {
  const { t, words, lang } = useWords();
  const manner = useManner();
  const [by, setBy] = useState<{ indicator: number; column: Column; down: boolean } | null>(null);
  if (data.indicators.length === 0) return <Nothing>{t("widgets.table.none")}</Nothing>;
  const press = (indicator: number, column: Column) =>
    setBy(by?.indicator === indicator && by.column === column ? (by.down ? { ...by, down: false } : null) : { indicator, column, down: true });
  return (
    <div className="tablewidget" role="group" tabIndex={0} aria-label={t("unit.children")}>
      <table>
        <thead>
          <tr>
            <th scope="col" rowSpan={2}>
              {t("widgets.table.unit")}
            </th>
            {data.indicators.map((of) => (
              <th key={of.indicator} scope="colgroup" colSpan={data.columns.length} className="tablewidget-group">
                {words(of.title)}
              </th>
            ))}
          </tr>
          <tr>
            {data.indicators.map((of, indicator) =>
              data.columns.map((column) => {
                const here = by?.indicator === indicator && by.column === column;
                const name = t(`widgets.table.${column}`);
                return (
                  <th key={of.indicator + column} scope="col" className="number" aria-sort={here ? (by.down ? "descending" : "ascending") : "none"}>
                    <button type="button" aria-label={t("widgets.table.sort", { column: `${words(of.title)} ${name}` })} onClick={() => press(indicator, column)}>
                      {name}
                      <span aria-hidden>{here ? (by.down ? "↓" : "↑") : ""}</span>
                    </button>
                  </th>
                );
              }),
            )}
          </tr>
        </thead>
        <tbody>
          {sorted(data.rows, by).map((row) => {
            const first = row.cells.find((cell) => cell !== null);
            return (
              <tr key={row.unit.code} className={row.own ? "tablewidget-own" : undefined}>
                <th scope="row">
                  {row.own ? words(row.unit.title) : <Link to={board.linkTo(row.unit)}>{words(row.unit.title)}</Link>}
                  <small>{row.own ? t("widgets.table.own") : <DataTime day={first?.data_day ?? null} syncedAt={first?.synced_at ?? null} against={board.day} />}</small>
                </th>
                {data.indicators.map((of, at) => {
                  const cell = row.cells[at];
                  return data.columns.map((column) => {
                    const value = cell?.[column] ?? null;
                    const written = column === "attainment" ? attained(value, lang) : column === "gap" ? gapOf(value, of, manner) : valueOf(value, of, manner);
                    return (
                      <td key={of.indicator + column} className="number" title={exact(value, lang)}>
                        {cell && column === "attainment" ? <Lamp light={cell.light} size={16} /> : null}
                        {written}
                      </td>
                    );
                  });
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
