import type { Colour, IndicatorRef, UnitRef } from "@web/api/types";
import { dayOf } from "@web/format/time";
import { useManner } from "@web/format/manner";
import { attained } from "@web/format/number";
import { useWords } from "@web/i18n/words";
import { Nothing } from "@web/parts/Nothing";
import type { WidgetProps } from "@web/rooms/boards/widget";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import { Link } from "react-router";
import "./Widget.css";

interface Cell {
  light: Colour;
  attainment: number | null;
  data_day: string | null;
}

interface Data {
  indicators: IndicatorRef[];
  rows: { unit: UnitRef; cells: (Cell | null)[]; data_day: string | null }[];
}

const ROW = 36;

/** Units × indicators; only the rows in sight are drawn, however many there are. */
export default function HeatWidget({ data, board }: WidgetProps<Data>) {
  const { t, words } = useWords();
  const { lang } = useManner();
  const place = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({ count: data.rows.length, getScrollElement: () => place.current, estimateSize: () => ROW, overscan: 12 });
  if (data.rows.length === 0) return <Nothing>{t("widgets.heat.none")}</Nothing>;
  const columns = { gridTemplateColumns: `minmax(120px, 1.6fr) repeat(${data.indicators.length}, minmax(72px, 1fr))` };
  return (
    <div className="heat" ref={place} role="table" aria-label={t("widgets.heat.label", { count: data.rows.length })} aria-rowcount={data.rows.length + 1} tabIndex={0}>
      <div className="heat-inside">
        <div role="rowgroup" className="heat-head">
          <div role="row" className="heat-row" style={columns} aria-rowindex={1}>
            <span role="columnheader">{t("widgets.heat.unit")}</span>
            {data.indicators.map((of) => (
              <span key={of.indicator} role="columnheader" title={words(of.title)}>
                {words(of.title)}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" className="heat-body" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const row = data.rows[index];
            if (!row) return null;
            return (
              <div key={row.unit.code} role="row" aria-rowindex={index + 2} className="heat-row" style={{ ...columns, transform: `translateY(${start}px)` }}>
                <span role="rowheader">
                  <Link to={board.linkTo(row.unit)} title={`${words(row.unit.title)} · ${t("data.asOf", { day: dayOf(row.data_day, board.day) })}`}>
                    {words(row.unit.title)}
                  </Link>
                </span>
                {row.cells.map((cell, at) => (
                  <span key={data.indicators[at]?.indicator} role="cell" className={cell ? `heat-cell heat-${cell.light}` : "heat-cell"}>
                    {cell ? (
                      <>
                        <abbr title={t(`light.${cell.light}`)}>{t(`light.letter.${cell.light}`)}</abbr>
                        {attained(cell.attainment, lang)}
                      </>
                    ) : null}
                  </span>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
