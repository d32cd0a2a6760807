type Value = unknown;

export interface Delta {
  column: string;
  before: Value;
  after: Value;
  /** After − before, where both are numbers. */
  change: number | null;
}

/** What an adjustment changes, column by column; without a row before, every value is new. */
export function deltas(values: Record<string, Value>, before: Record<string, Value> | null | undefined): Delta[] {
  return Object.entries(values)
    .filter(([column]) => !before || column in before)
    .map(([column, after]) => {
      const old = before ? before[column] : null;
      const change = typeof after === "number" && typeof old === "number" ? round(after - old) : null;
      return { column, before: old ?? null, after: after ?? null, change };
    });
}

/** The part of the row's key: what was said but is not changed. */
export function keyPart(values: Record<string, Value>, before: Record<string, Value> | null | undefined): [string, Value][] {
  return before ? Object.entries(values).filter(([column]) => !(column in before)) : [];
}

const round = (value: number) => Math.round(value * 1e6) / 1e6;

/** Only what was entered and differs from the row; empty text is no value. */
export function changedOnly(entered: Record<string, string | undefined>, row: Record<string, Value> | null): Record<string, string | null> {
  const found: Record<string, string | null> = {};
  for (const [column, text] of Object.entries(entered)) {
    if (text === undefined) continue;
    const old = row?.[column];
    const was = old === null || old === undefined ? "" : String(old);
    if (text.trim() !== was) found[column] = text.trim() === "" ? null : text.trim();
  }
  return found;
}
