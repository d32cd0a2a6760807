import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import "./RowList.css";

interface Listed<Row> {
  label: string;
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  children: (row: Row) => ReactNode;
  chosen: string | null;
  onChoose: (row: Row) => void;
  /** More keys: what → on the row the cursor is at; true: it was handled. */
  onKey?: (key: string, row: Row, at: number) => number | true | undefined;
  /** What each row says of itself as an item of a tree. */
  itemOf?: (row: Row) => { "aria-level"?: number; "aria-expanded"?: boolean };
  tree?: boolean;
  height?: number;
}

/** Thousands of lines of which only those in sight are drawn: one stop of the tab key, arrows inside. */
export function RowList<Row>({ label, rows, keyOf, children, chosen, onChoose, onKey, itemOf, tree = false, height = 40 }: Listed<Row>) {
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const [at, setAt] = useState(0);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => box.current, estimateSize: () => height, overscan: 8 });
  const cursor = Math.min(at, Math.max(0, rows.length - 1));
  useEffect(() => {
    if (chosen === null) return;
    const place = rows.findIndex((row) => keyOf(row) === chosen);
    if (place >= 0) setAt(place);
  }, [chosen, rows, keyOf]);
  const go = (to: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, to));
    setAt(next);
    virtual.scrollToIndex(next);
  };
  const keys = (event: KeyboardEvent) => {
    const row = rows[cursor];
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const steps: Record<string, number> = { ArrowDown: cursor + 1, ArrowUp: cursor - 1, PageDown: cursor + 10, PageUp: cursor - 10, Home: 0, End: rows.length - 1 };
    const own = onKey?.(event.key, row, cursor);
    if (own === true) event.preventDefault();
    else if (own !== undefined) {
      event.preventDefault();
      go(own);
    } else if (event.key in steps) {
      event.preventDefault();
      go(steps[event.key] ?? 0);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      onChoose(row);
    }
  };
  return (
    <div
      ref={box}
      className="rowlist"
      style={{ height: Math.max(96, rows.length * height + 2) }}
      role={tree ? "tree" : "listbox"}
      aria-label={label}
      tabIndex={0}
      aria-activedescendant={rows.length ? `${id}-${cursor}` : undefined}
      onKeyDown={keys}
    >
      <div className="rowlist-body" role="presentation" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          if (!row) return null;
          const key = keyOf(row);
          return (
            <div
              key={key}
              id={`${id}-${index}`}
              role={tree ? "treeitem" : "option"}
              aria-selected={key === chosen}
              {...itemOf?.(row)}
              className={`rowlist-row${index === cursor ? " rowlist-at" : ""}`}
              style={{ height, transform: `translateY(${start}px)` }}
              onClick={() => {
                setAt(index);
                onChoose(row);
              }}
            >
              {children(row)}
            </div>
          );
        })}
      </div>
    </div>
  );
}
