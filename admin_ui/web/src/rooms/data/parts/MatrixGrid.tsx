import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { useSession } from "../../../api/session";
import { useWords } from "../../../i18n/words";
import { letterAt, moved, type Place, WORD } from "../logic/matrix";
import type { Matrix } from "../queries";
import "./MatrixGrid.css";

interface Shown {
  dataset: string;
  days: NonNullable<Matrix["days"]>;
  rows: NonNullable<Matrix["units"]>;
  chosen: string | null;
  onChoose: (day: string) => void;
}

const HEIGHT = 32;

/**
 * Units down, days across; only the rows in sight are drawn. One cell can be reached by Tab, the others by the arrow
 * keys, Home, End and the page keys; Enter asks for an adjustment of that unit and day.
 */
export function MatrixGrid({ dataset, days, rows, chosen, onChoose }: Shown) {
  const { t, words } = useWords();
  const { may } = useSession();
  const navigate = useNavigate();
  const frame = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<Place>({ row: 0, column: days.length - 1 });
  const [active, setActive] = useState(false);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => frame.current, estimateSize: () => HEIGHT, overscan: 8 });
  const row = Math.min(at.row, rows.length - 1);

  useEffect(() => {
    if (frame.current) frame.current.scrollLeft = frame.current.scrollWidth; // the newest day is what is looked for
  }, []);
  useEffect(() => {
    if (active) frame.current?.querySelector<HTMLElement>(`[data-at="${row}:${at.column}"]`)?.focus();
  }, [active, row, at]);

  const open = () => {
    const unit = rows[row]?.unit?.code;
    if (may("request_adjustments") && unit)
      void navigate(`/data/adjustments?${new URLSearchParams({ ask: "1", dataset, unit, day: days[at.column]?.day ?? "" })}`);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Enter") return open();
    const to = moved(event.key, { row, column: at.column }, rows.length, days.length, 10, event.ctrlKey);
    if (!to) return;
    event.preventDefault();
    virtual.scrollToIndex(to.row);
    setActive(true);
    setAt(to);
  };
  const template = { gridTemplateColumns: `var(--matrix-name) repeat(${days.length}, 40px)` };
  return (
    <div className="matrix" ref={frame} role="grid" aria-label={t("data.tabs.completeness")} aria-rowcount={rows.length + 1} aria-colcount={days.length + 1}>
      <div className="matrix-head" role="row" aria-rowindex={1} style={template}>
        <span role="columnheader" className="matrix-name">
          {t("data.matrix.unit")}
        </span>
        {days.map((one) => {
          const short = (one.expected ?? 0) - (one.have ?? 0);
          return (
            <span key={one.day} role="columnheader">
              <button type="button" aria-pressed={chosen === one.day} onClick={() => onChoose(one.day ?? "")} aria-label={t("data.matrix.dayCount", { day: one.day, have: one.have, expected: one.expected })}>
                {one.day?.slice(5)}
                <small className={short > 0 ? "matrix-short" : undefined}>{one.expected ? (short > 0 ? `−${short}` : t("data.sign.have")) : t("data.sign.nothing")}</small>
              </button>
            </span>
          );
        })}
      </div>
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: "relative" }} onKeyDown={press}>
        {virtual.getVirtualItems().map((item) => {
          const one = rows[item.index]!;
          return (
            <div key={one.unit?.code} role="row" aria-rowindex={item.index + 2} className="matrix-row" style={{ ...template, transform: `translateY(${item.start}px)` }}>
              <span role="rowheader" className="matrix-name" title={`${words(one.unit?.title)} ${one.unit?.code}`}>
                <span>{words(one.unit?.title)}</span> <small className="soft">{one.unit?.code}</small>
              </span>
              {days.map((day, column) => {
                const word = WORD[letterAt(one.letters ?? "", column)];
                const mine = item.index === row && column === at.column;
                return (
                  <span
                    key={day.day}
                    role="gridcell"
                    aria-colindex={column + 2}
                    tabIndex={mine ? 0 : -1}
                    data-at={`${item.index}:${column}`}
                    className={`matrixmark matrixmark-${word}`}
                    aria-label={`${words(one.unit?.title)} ${day.day} ${t(`data.letter.${word}`)}`}
                    onFocus={() => mine || setAt({ row: item.index, column })}
                    onClick={() => {
                      setActive(true);
                      setAt({ row: item.index, column });
                    }}
                    onDoubleClick={open}
                  >
                    {t(`data.sign.${word}`)}
                  </span>
                );
              })}
            </div>
          );
        })}
      </div>
    </div>
  );
}
