export interface Bar {
  from: number;
  size: number;
  /** Where zero lies; the same for all bars. All are shares of the width. */
  zero: number;
}

/** Bars around one common zero line, using the whole width. */
export function splitBars(values: readonly (number | null)[]): Bar[] {
  const known = values.map((value) => value ?? 0);
  const low = Math.min(0, ...known);
  const high = Math.max(0, ...known);
  const width = high - low || 1;
  const zero = (0 - low) / width;
  return known.map((value) => ({ from: (Math.min(value, 0) - low) / width, size: Math.abs(value) / width, zero }));
}
