export type Column = "actual" | "target" | "attainment" | "gap";

export interface Row<More = unknown> {
  own: boolean;
  cells: ((Record<Column, number | null> & More) | null)[];
}

/** Rows by a column; what has no figure stands last either way, the unit itself first. */
export function sorted<R extends Row>(rows: readonly R[], by: { indicator: number; column: Column; down: boolean } | null): R[] {
  const value = (row: Row) => (by ? (row.cells[by.indicator]?.[by.column] ?? null) : null);
  return [...rows].sort((a, b) => {
    if (a.own !== b.own) return a.own ? -1 : 1;
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return by?.down ? y - x : x - y;
  });
}
