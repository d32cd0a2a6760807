/** Instants: ISO 8601 in, business days out. Kept as whole seconds and microseconds: floats would lose the latter. */

import { Day, dayAt, dayOfText, LAST_DAY } from "./days";

const EPOCH_SECONDS = 719_163 * 86_400;
const DATE = /^(\d{4})-?(?:(\d{2})-?(\d{2})|W(\d{2})-?(\d)?)/;
const TIME = /^(\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d+))?)?)?/;
const ZONE = /^(?:Z|([+-])(\d{2})(?::?(\d{2})(?::?(\d{2}))?)?)$/;

export class Instant {
  constructor(
    /** Since 1970-01-01T00:00Z. */
    readonly seconds: number,
    readonly micros: number,
  ) {}

  toString(): string {
    const fraction = this.micros ? `.${String(this.micros).padStart(6, "0")}` : "";
    const date = new Date(this.seconds * 1000);
    const year = String(date.getUTCFullYear()).padStart(4, "0");
    return `${year}-${date.toISOString().replace(/^[^T]*?(\d\d-\d\dT.{8}).*$/, "$1")}${fraction}+00:00`;
  }
}

/** A wall clock's reading: seconds since 0001-01-01 (counted from day 0), and the offset it was written with. */
interface Reading {
  seconds: number;
  micros: number;
  offset: number | null;
}

function weekDay(year: number, week: number, weekday: number): Day | null {
  const fourth = dayAt(year, 1, 4); // always in the first week
  if (!fourth || week < 1 || week > 53 || weekday < 1 || weekday > 7) return null;
  const found = fourth.shifted((week - 1) * 7 + weekday - fourth.weekday);
  const thursday = found?.shifted(4 - weekday);
  return thursday?.year === year ? found : null;
}

function readingOf(text: string): Reading | null {
  const date = DATE.exec(text);
  if (!date) return null;
  const [whole, year, month, dayOfMonth, week, weekday] = date;
  const day = week ? weekDay(+year!, +week, +(weekday ?? 1)) : dayAt(+year!, +month!, +dayOfMonth!);
  if (!day) return null;
  const rest = text.slice(whole.length);
  if (rest === "") return { seconds: day.ordinal * 86_400, micros: 0, offset: null };
  const time = TIME.exec(rest.slice(1));
  if (!time) return null;
  const [hour, minute, second] = [+time[1]!, +(time[2] ?? 0), +(time[3] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return null;
  const after = rest.slice(1 + time[0].length);
  const zone = after ? ZONE.exec(after) : null;
  if (after && !zone) return null;
  const [, sign, hours, minutes, seconds] = zone ?? [];
  const offset = (sign === "-" ? -1 : 1) * (+(hours ?? 0) * 3600 + +(minutes ?? 0) * 60 + +(seconds ?? 0));
  if (Math.abs(offset) >= 86_400) return null;
  const micros = +(time[4] ?? "").padEnd(6, "0").slice(0, 6);
  return { seconds: day.ordinal * 86_400 + hour * 3600 + minute * 60 + second, micros, offset: zone ? offset : null };
}

/** ISO text with an offset as an instant; null for anything else. */
export function instantOfText(text: string): Instant | null {
  const read = readingOf(text);
  return read?.offset == null ? null : new Instant(read.seconds - read.offset - EPOCH_SECONDS, read.micros);
}

/** What the clocks of a place show then; null where the place is unknown. */
function localSeconds(instant: number, place: string): number | null {
  try {
    const format = new Intl.DateTimeFormat("en-US", {
      timeZone: place, hourCycle: "h23", era: "short", year: "numeric", month: "2-digit", day: "2-digit",
      hour: "2-digit", minute: "2-digit", second: "2-digit",
    }); // prettier-ignore
    const parts = Object.fromEntries(format.formatToParts(instant * 1000).map((part) => [part.type, part.value]));
    const day = parts.era === "BC" ? null : dayOfText(`${parts.year!.padStart(4, "0")}-${parts.month}-${parts.day}`);
    return day && day.ordinal * 86_400 + +parts.hour! * 3600 + +parts.minute! * 60 + +parts.second!;
  } catch {
    return null;
  }
}

/** The business day: local time less the cut-off; text without an offset is local time. */
export function dayOf(moment: string | Instant, place: string, cutoffHours: number): Day | null {
  if (localSeconds(0, place) === null) return null;
  const read = typeof moment === "string" ? readingOf(moment) : { ...moment, seconds: moment.seconds + EPOCH_SECONDS, offset: 0 };
  if (!read) return null;
  const seconds = read.offset === null ? read.seconds : localSeconds(read.seconds - read.offset - EPOCH_SECONDS, place);
  if (seconds === null) return null;
  const micros = (seconds % 86_400) * 1e6 + read.micros - Math.round(cutoffHours * 3.6e9); // of the day: floats hold it
  const ordinal = Math.floor(seconds / 86_400) + Math.floor(micros / 8.64e10);
  return ordinal >= 1 && ordinal <= LAST_DAY ? new Day(ordinal) : null;
}
