/** Where one is in the grid, and the block that is chosen. Rows and columns count from 0. */
export interface Cursor {
  row: number;
  column: number;
  /** The other corner of the block. */
  toRow: number;
  toColumn: number;
}

export interface Block {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export const at = (row: number, column: number): Cursor => ({ row, column, toRow: row, toColumn: column });

export function block({ row, column, toRow, toColumn }: Cursor): Block {
  return { top: Math.min(row, toRow), bottom: Math.max(row, toRow), left: Math.min(column, toColumn), right: Math.max(column, toColumn) };
}

export const holds = ({ top, bottom, left, right }: Block, row: number, column: number) => row >= top && row <= bottom && column >= left && column <= right;

export interface Key {
  key: string;
  shift: boolean;
  jump: boolean; // Ctrl or Cmd
}

const STEPS: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** The cursor after a key that moves it, as in a spreadsheet; null for any other key. `page`: rows on the screen. */
export function moved(cursor: Cursor, { key, shift, jump }: Key, rows: number, columns: number, page: number): Cursor | null {
  const last = { row: rows - 1, column: columns - 1 };
  const within = (row: number, column: number): [number, number] => [Math.max(0, Math.min(last.row, row)), Math.max(0, Math.min(last.column, column))];
  if (key === "Tab") {
    const place = cursor.row * columns + cursor.column + (shift ? -1 : 1);
    return place < 0 || place >= rows * columns ? null : at(Math.floor(place / columns), place % columns);
  }
  if (key === "Enter") return at(...within(cursor.row + (shift ? -1 : 1), cursor.column));
  if (key === "a" && jump) return { row: 0, column: 1, toRow: last.row, toColumn: last.column };
  const from = shift ? { row: cursor.toRow, column: cursor.toColumn } : cursor;
  let to: [number, number] | null = null;
  const step = STEPS[key];
  if (step) {
    const [down, right] = step;
    to = jump ? within(down ? down * rows : from.row, right ? right * columns : from.column) : within(from.row + down, from.column + right);
  } else if (key === "PageDown" || key === "PageUp") to = within(from.row + (key === "PageDown" ? page : -page), from.column);
  else if (key === "Home") to = within(jump ? 0 : from.row, jump ? 0 : 1);
  else if (key === "End") to = within(jump ? last.row : from.row, last.column);
  if (!to) return null;
  return shift ? { ...cursor, toRow: to[0], toColumn: to[1] } : at(...to);
}
