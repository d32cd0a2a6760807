import { CaretDownFilled, CaretRightFilled, LockFilled } from "@ant-design/icons";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ClipboardEvent, type KeyboardEvent, type MouseEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { usePhone } from "../../../../format/page";
import { useWords } from "../../../../i18n/words";
import { at, block, type Cursor, holds, moved } from "./cursor";
import { grouped, majorOf, short, shifted } from "./decimal";
import { type GridUnit, type Sheet, TOTAL, unfolded } from "./sheet";
import { readTsv, writeTsv } from "./tsv";
import "./PlanGrid.css";

export interface Wanted {
  unit: GridUnit;
  column: string;
  text: string;
}

interface Shown {
  sheet: Sheet;
  percent: boolean;
  label: string;
  readOnly: boolean;
  folded: ReadonlySet<string>;
  onFold: (code: string) => void;
  /** Texts for cells, as they were typed or pasted; an empty text empties the cell. */
  onType: (cells: Wanted[]) => void;
  onUndo: () => void;
  onRedo: () => void;
  /** The row one is in. */
  onPlace: (unit: GridUnit, column: string) => void;
  goTo: { unit: string; column: string; n: number } | null;
}

const ROW = 40;
const WIDTH = 116;
const WIDE = 144; // of the total

/** Units × months as a spreadsheet: both ways virtual, driven by the keyboard as one is used to. */
export function PlanGrid({ sheet, percent, label, readOnly, folded, onFold, onType, onUndo, onRedo, onPlace, goTo }: Shown) {
  const { t, words } = useWords();
  const phone = usePhone();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const leaving = useRef(false);
  const [cursor, setCursor] = useState<Cursor>(at(0, 1));
  const [editing, setEditing] = useState<string | null>(null);
  const { grid } = sheet;
  const head = phone ? 132 : 216;
  const units = useMemo(() => unfolded(grid.units, folded), [grid.units, folded]);
  const columns = sheet.columns;
  const count = columns.length + 1; // the first is the unit's name
  const rows = useVirtualizer({ count: units.length, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: 12, scrollPaddingStart: ROW, scrollPaddingEnd: 8 });
  const across = useVirtualizer({ horizontal: true, count: columns.length, getScrollElement: () => scroller.current, estimateSize: (place) => (place ? WIDTH : WIDE), overscan: 3, scrollPaddingStart: head, scrollPaddingEnd: 8 });
  const chosen = block(cursor);
  const unit = units[cursor.row];
  const column = columns[cursor.column - 1];

  useEffect(() => {
    if (cursor.row >= units.length) setCursor(at(Math.max(0, units.length - 1), cursor.column));
  }, [units.length, cursor]);
  useEffect(() => {
    if (unit) onPlace(unit, column ?? TOTAL);
  }, [unit, column, onPlace]);
  useEffect(() => {
    if (!goTo) return;
    const row = units.findIndex(({ code }) => code === goTo.unit);
    if (row < 0) return;
    go(at(row, columns.indexOf(goTo.column) + 1));
    scroller.current?.focus();
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [goTo?.n]);
  useEffect(() => {
    if (editing !== null) input.current?.focus();
  }, [editing !== null]);

  const go = (next: Cursor) => {
    setCursor(next);
    rows.scrollToIndex(next.toRow);
    if (next.toColumn > 0) across.scrollToIndex(next.toColumn - 1);
  };
  const plain = (one: GridUnit, of: string): string => {
    const { amount } = sheet.shown(one.code, of);
    if (amount === null) return "";
    const text = grid.spread === "rate" ? short(majorOf(amount, grid.digits)) : majorOf(amount, grid.digits);
    return percent ? `${shifted(text, 2)}%` : text;
  };
  const own = (one: GridUnit, of: string): string => {
    const stated = sheet.statedText(one.code, of);
    if (stated === null) return one.leaf && of === TOTAL ? plain(one, of) : "";
    const text = short(stated);
    return percent ? `${shifted(text, 2)}%` : text;
  };
  const edit = (text: string | null) => {
    if (readOnly || !unit || !column) return;
    setEditing(text ?? own(unit, column));
  };
  /** Ends the editing; the input's loss of focus that follows is no second end of it. */
  const leave = () => {
    leaving.current = true;
    setEditing(null);
    scroller.current?.focus({ preventScroll: true });
    leaving.current = false;
  };
  const take = (key: { key: string; shift: boolean } | null) => {
    const text = editing;
    leave();
    if (text !== null && unit && column && text !== own(unit, column)) onType([{ unit, column, text }]);
    if (key) step({ ...key, jump: false });
  };
  const step = (key: { key: string; shift: boolean; jump: boolean }): boolean => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / ROW) - 2);
    const next = moved(cursor, key, units.length, count, page);
    if (next) go(next);
    return next !== null;
  };
  const inBlock = () => {
    const found: Wanted[] = [];
    for (let row = chosen.top; row <= chosen.bottom; row += 1) for (let at = Math.max(1, chosen.left); at <= chosen.right; at += 1) found.push({ unit: units[row] as GridUnit, column: columns[at - 1] as string, text: "" });
    return found;
  };
  const empty = () => {
    const some = inBlock().filter(({ unit: one, column: of }) => sheet.statedText(one.code, of) !== null && !(of === TOTAL && (one.leaf || one === sheet.top) && grid.spread === "amount"));
    if (some.length) onType(some);
  };
  const keys = (event: KeyboardEvent) => {
    if (editing !== null) {
      if (event.nativeEvent.isComposing) return;
      if (event.key === "Escape") leave();
      else if (event.key === "Enter" || event.key === "Tab") take({ key: event.key, shift: event.shiftKey });
      else return;
      event.preventDefault();
      return event.stopPropagation();
    }
    const jump = event.ctrlKey || event.metaKey;
    const low = event.key.toLowerCase();
    if (jump && (low === "c" || low === "v" || low === "x")) return; // the clipboard events follow
    if (jump && low === "z") event.shiftKey ? onRedo() : onUndo();
    else if (jump && low === "y") onRedo();
    else if (cursor.column === 0 && (event.key === " " || event.key === "Enter") && unit && !unit.leaf) onFold(unit.code);
    else if (step({ key: low === "a" ? "a" : event.key, shift: event.shiftKey, jump })) void 0;
    else if (event.key === "F2") edit(null);
    else if (event.key === "Delete" || event.key === "Backspace") {
      if (!readOnly) empty();
    } else if (!jump && !event.altKey && event.key.length === 1) edit(event.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const copy = (event: ClipboardEvent) => {
    if (editing !== null) return;
    const text: string[][] = [];
    for (let row = chosen.top; row <= chosen.bottom; row += 1) {
      const one = units[row] as GridUnit;
      text.push(Array.from({ length: chosen.right - chosen.left + 1 }, (_, place) => (chosen.left + place === 0 ? one.code : plain(one, columns[chosen.left + place - 1] as string))));
    }
    event.clipboardData.setData("text/plain", writeTsv(text));
    event.preventDefault();
    if (event.type === "cut" && !readOnly) empty();
  };
  const paste = (event: ClipboardEvent) => {
    if (editing !== null || readOnly) return;
    event.preventDefault();
    const text = readTsv(event.clipboardData.getData("text/plain"));
    if (!text.length) return;
    const single = text.length === 1 && text[0]?.length === 1;
    const deep = single ? chosen.bottom - chosen.top + 1 : text.length;
    const wide = single ? chosen.right - chosen.left + 1 : Math.max(...text.map((row) => row.length));
    const from = { row: chosen.top, column: Math.max(1, chosen.left) };
    const found: Wanted[] = [];
    for (let row = 0; row < deep; row += 1)
      for (let place = 0; place < wide; place += 1) {
        const one = units[from.row + row];
        const of = columns[from.column + place - 1];
        const cell = single ? text[0]?.[0] : text[row]?.[place];
        if (one && of && cell !== undefined) found.push({ unit: one, column: of, text: cell.trim() });
      }
    setCursor({ row: from.row, column: from.column, toRow: Math.min(units.length, from.row + deep) - 1, toColumn: Math.min(count, from.column + wide) - 1 });
    onType(found);
  };
  const point = (event: MouseEvent, row: number, place: number) => {
    if (editing !== null) take(null);
    setCursor(event.shiftKey ? { ...cursor, toRow: row, toColumn: place } : at(row, place));
  };
  const drag = (event: MouseEvent, row: number, place: number) => {
    if (event.buttons === 1 && editing === null) setCursor({ ...cursor, toRow: row, toColumn: place });
  };
  const cellId = (row: number, place: number) => `${id}-${row}-${place}`;
  const named = (of: string) => (of === TOTAL ? t(grid.spread === "rate" ? "builder.target_plan.whole" : "builder.target_plan.total") : of);

  return (
    <div
      ref={scroller}
      className="plangrid"
      role="treegrid"
      aria-label={label}
      aria-rowcount={units.length + 1}
      aria-colcount={count}
      aria-multiselectable="true"
      aria-readonly={readOnly}
      aria-activedescendant={cellId(cursor.toRow, cursor.toColumn)}
      tabIndex={0}
      onKeyDown={keys}
      onCopy={copy}
      onCut={copy}
      onPaste={paste}
      style={{ "--head": `${head}px` } as React.CSSProperties}
    >
      <div role="presentation" style={{ width: head + across.getTotalSize(), height: ROW + rows.getTotalSize(), position: "relative" }}>
        <div role="row" aria-rowindex={1} className="plangrid-heads" style={{ height: ROW, width: head + across.getTotalSize() }}>
          <div role="columnheader" aria-colindex={1} className="plangrid-corner">
            {t("builder.target_plan.unit")}
          </div>
          {across.getVirtualItems().map(({ index, start, size }) => {
            const of = columns[index] as string;
            return (
              <div key={of} role="columnheader" aria-colindex={index + 2} className={grid.frozen.includes(of) ? "plangrid-headcell is-frozen" : "plangrid-headcell"} style={{ left: head + start, width: size }}>
                {named(of)}
                {grid.frozen.includes(of) ? <small>{t("builder.target_plan.frozen")}</small> : null}
              </div>
            );
          })}
        </div>
        {rows.getVirtualItems().map(({ index: row, start }) => {
          const one = units[row] as GridUnit;
          const open = !one.leaf && !folded.has(one.code);
          const locked = one.locked !== null || sheet.locked.has(one.code);
          return (
            <div key={one.code} role="row" aria-rowindex={row + 2} aria-level={one.level + 1} aria-expanded={one.leaf ? undefined : open} className={one.leaf ? "plangrid-row" : `plangrid-row is-branch is-level-${one.level}`} style={{ transform: `translateY(${ROW + start}px)`, width: head + across.getTotalSize() }}>
              <div
                id={cellId(row, 0)}
                role="rowheader"
                aria-colindex={1}
                className={holds(chosen, row, 0) ? "plangrid-name is-chosen" : "plangrid-name"}
                style={{ paddingLeft: 4 + one.level * (phone ? 6 : 14) }}
                title={`${words(one.title)} ${one.code}`}
                onMouseDown={(event) => point(event, row, 0)}
              >
                {one.leaf ? (
                  <span className="plangrid-nofold" />
                ) : (
                  <span className="plangrid-fold" onClick={() => onFold(one.code)} aria-hidden>
                    {open ? <CaretDownFilled /> : <CaretRightFilled />}
                  </span>
                )}
                <span className="plangrid-title">{words(one.title)}</span>
                {sheet.locked.has(one.code) ? <LockFilled aria-label={t("builder.target_plan.locked")} /> : null}
              </div>
              {across.getVirtualItems().map(({ index, start: left, size }) => {
                const of = columns[index] as string;
                const place = index + 1;
                const { amount, stated, gap } = sheet.shown(one.code, of);
                const why = sheet.refusal(one, of);
                const here = cursor.row === row && cursor.column === place;
                const name = [
                  "plangrid-cell",
                  stated || one.leaf ? "" : "is-sum",
                  grid.spread === "rate" && !stated ? "is-handed" : "",
                  gap ? "is-gap" : "",
                  why ? `is-${why}` : "",
                  locked && one.leaf ? "is-locked" : "",
                  holds(chosen, row, place) ? "is-chosen" : "",
                  here ? "is-here" : "",
                ];
                const text = amount === null ? "" : grid.spread === "rate" ? plain(one, of) : grouped(plain(one, of));
                return (
                  <div
                    key={of}
                    id={cellId(row, place)}
                    role="gridcell"
                    aria-colindex={place + 1}
                    aria-selected={holds(chosen, row, place)}
                    aria-readonly={readOnly || why !== null}
                    aria-invalid={gap ? true : undefined}
                    className={name.filter(Boolean).join(" ")}
                    style={{ left: head + left, width: size }}
                    title={why ? t(`builder.target_plan.why.${why}`) : undefined}
                    onMouseDown={(event) => point(event, row, place)}
                    onMouseEnter={(event) => drag(event, row, place)}
                    onDoubleClick={() => edit(null)}
                  >
                    {here && editing !== null ? (
                      <input ref={input} className="plangrid-input" aria-label={`${words(one.title)} ${named(of)}`} inputMode="decimal" autoComplete="off" value={editing} onChange={(event) => setEditing(event.target.value)} onBlur={() => (leaving.current ? undefined : take(null))} />
                    ) : (
                      <>
                        <span>{why === "shut" && !amount ? "" : text}</span>
                        {gap ? (
                          <em>
                            {gap > 0n ? "+" : ""}
                            {grouped(majorOf(gap, grid.digits))}
                          </em>
                        ) : null}
                      </>
                    )}
                  </div>
                );
              })}
            </div>
          );
        })}
      </div>
    </div>
  );
}
