/** One letter of the API per unit and day. */
export type Letter = "h" | "m" | "p" | "c" | ".";

/** The names of the letters' words (`data.letter.have` …): no letter stands for itself in a text. */
export const WORD: Record<Letter, "have" | "missing" | "partial" | "closed" | "nothing"> = { h: "have", m: "missing", p: "partial", c: "closed", ".": "nothing" };

export function letterAt(letters: string, at: number): Letter {
  const found = letters[at] ?? ".";
  return found in WORD ? (found as Letter) : ".";
}

interface Row {
  unit: { code: string; title: { zh?: string; en?: string } };
  letters: string;
}

/** Rows whose unit is named like the text, and of these only those that owe something, if asked for. */
export function rowsShown<R extends Row>(rows: readonly R[], text: string, owing: boolean): R[] {
  const wanted = text.trim().toLowerCase();
  return rows.filter(
    ({ unit, letters }) =>
      (!owing || /[mp]/.test(letters)) &&
      (!wanted || [unit.code, unit.title.zh ?? "", unit.title.en ?? ""].some((word) => word.toLowerCase().includes(wanted))),
  );
}

/** The rows that owe a day. */
export function owing<R extends Row>(rows: readonly R[], at: number): R[] {
  return rows.filter(({ letters }) => letters[at] === "m" || letters[at] === "p");
}

export interface Place {
  row: number;
  column: number;
}

/** Where a key leads in a grid of so many rows and columns; null for a key that leads nowhere. */
export function moved(key: string, from: Place, rows: number, columns: number, page = 10, control = false): Place | null {
  const { row, column } = from;
  const to: Record<string, Place> = {
    ArrowUp: { row: row - 1, column },
    ArrowDown: { row: row + 1, column },
    ArrowLeft: { row, column: column - 1 },
    ArrowRight: { row, column: column + 1 },
    PageUp: { row: row - page, column },
    PageDown: { row: row + page, column },
    Home: { row: control ? 0 : row, column: 0 },
    End: { row: control ? rows - 1 : row, column: columns - 1 },
  };
  const found = to[key];
  if (!found || rows === 0 || columns === 0) return null;
  const within = (value: number, most: number) => Math.max(0, Math.min(most - 1, value));
  return { row: within(found.row, rows), column: within(found.column, columns) };
}
