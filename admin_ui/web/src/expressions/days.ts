/** Days and instants. A day is counted as in Python: 1 is 0001-01-01. */

const EPOCH = 719_163; // 1970-01-01
const DAY_MS = 86_400_000;
export const LAST_DAY = 3_652_059; // 9999-12-31
const WRITTEN = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;

const two = (n: number) => String(n).padStart(2, "0");

export class Day {
  constructor(readonly ordinal: number) {}

  private get date(): Date {
    return new Date((this.ordinal - EPOCH) * DAY_MS);
  }

  get year(): number {
    return this.date.getUTCFullYear();
  }

  get month(): number {
    return this.date.getUTCMonth() + 1;
  }

  get dayOfMonth(): number {
    return this.date.getUTCDate();
  }

  /** 1 is Monday. */
  get weekday(): number {
    return ((this.ordinal + 6) % 7) + 1;
  }

  /** A day later or earlier, fractions of a day dropped; null outside the years 1 to 9999. */
  shifted(days: number): Day | null {
    if (!(days > -4e6 && days < 4e6)) return null;
    const ordinal = this.ordinal + Math.trunc(days);
    return ordinal >= 1 && ordinal <= LAST_DAY ? new Day(ordinal) : null;
  }

  toString(): string {
    return `${String(this.year).padStart(4, "0")}-${two(this.month)}-${two(this.dayOfMonth)}`;
  }
}

/** The day of a year, a month (1–12) and a day; null where there is no such day. */
export function dayAt(year: number, month: number, day: number): Day | null {
  if (year < 1 || year > 9999) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real ? new Day(Math.round(date.getTime() / DAY_MS) + EPOCH) : null;
}

/** "2026-11-01" as a day; null for anything else. */
export function dayOfText(text: string): Day | null {
  return WRITTEN.test(text) ? dayAt(+text.slice(0, 4), +text.slice(5, 7), +text.slice(8)) : null;
}
