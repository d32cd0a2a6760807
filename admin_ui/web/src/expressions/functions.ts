/** The functions of the language: the steps of `engine/expressions/bodies.py`, so that the answers are the same. */

import { Day, dayOfText } from "./days";
import { dayOf, Instant } from "./instants";
import { MAX_NUMBER } from "./tree";
import { characters, type Value } from "./values";

/** A trace more than one, so that 1.005 (stored as 1.00499…) rounds up as people expect. */
const TRACE = 1 + 4.5e-16;
const POWERS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];
const BLANKS = /^[ \t\r\n\u3000\u00a0]+|[ \t\r\n\u3000\u00a0]+$/g;
const DECIMAL = /^-?[0-9]{1,15}(?:\.[0-9]{1,15})?$/;

const isNumber = (x: Value): x is number => typeof x === "number";
const isText = (x: Value): x is string => typeof x === "string";

/** Halves away from zero. */
function rounded(x: Value, digits: Value = 0): Value {
  if (!isNumber(x) || !isNumber(digits)) return null;
  const power = POWERS[Math.abs(digits)] ?? 10 ** Math.abs(digits);
  const size = Math.abs(x);
  if (size >= (digits < 0 ? MAX_NUMBER * power : MAX_NUMBER / power)) return x;
  const steps =
    digits < 0 ? Math.floor(size / (power / TRACE) + 0.5) * power : Math.floor(size * (power * TRACE) + 0.5) / power;
  return x < 0 ? -steps : steps;
}

function trimmed(x: Value): Value {
  return isText(x) ? x.replace(BLANKS, "") : null;
}

function number(x: Value): Value {
  if (typeof x === "boolean") return x ? 1 : 0;
  if (!isText(x)) return isNumber(x) ? x : null;
  const plain = x.replace(BLANKS, "");
  return DECIMAL.test(plain) ? Number(plain) : null;
}

function money(x: Value): Value {
  const major = typeof x === "boolean" ? null : number(x);
  return isNumber(major) ? rounded(major * 100) : null;
}

/** Six decimals, ties to even as Python writes them; `toFixed` takes the larger. A tie is an odd number of 1/128. */
function sixDecimals(x: number): string {
  const [size, sign] = [Math.abs(x), x < 0 ? "-" : ""];
  const up = size.toFixed(6);
  const tie = Number.isInteger(size * 128) && (size * 128) % 2 === 1;
  return sign + (tie && Number(up.at(-1)) % 2 === 1 ? size.toFixed(7).slice(0, -1) : up);
}

function text(x: Value): Value {
  if (isNumber(x)) {
    const short = sixDecimals(x).replace(/\.?0+$/, "");
    return short === "-0" ? "0" : short;
  }
  if (typeof x === "boolean") return String(x);
  return isText(x) ? x : x instanceof Day ? x.toString() : null;
}

/** The least (-1) or greatest (1) of numbers or of days. */
function extreme(sign: 1 | -1, values: Value[]): Value {
  const sizes = values.map((value) => (value instanceof Day ? value.ordinal : value));
  const alike = values.every(isNumber) || values.every((value) => value instanceof Day);
  if (!alike) return null;
  let best = 0;
  sizes.forEach((size, at) => {
    if (((size as number) - (sizes[best] as number)) * sign > 0) best = at;
  });
  return values[best]!;
}

const ofNumber = (run: (x: number) => number) => (x: Value) => (isNumber(x) ? run(x) : null);
const ofText = (run: (x: string) => Value) => (x: Value) => (isText(x) ? run(x) : null);
const ofTexts = (run: (x: string, y: string) => boolean) => (x: Value, y: Value) => (isText(x) && isText(y) ? run(x, y) : null);
const ofDay = (run: (x: Day) => number) => (x: Value) => (x instanceof Day ? run(x) : null);

type Body = (...of: Value[]) => Value;

/** These see nulls; all others are null for one. */
const OPEN: Record<string, Body> = {
  coalesce: (...values) => values.find((value) => value !== null) ?? null,
  is_null: (x) => x === null,
};

const STRICT: Record<string, Body> = {
  abs: ofNumber(Math.abs),
  round: rounded as Body,
  floor: ofNumber(Math.floor),
  ceil: ofNumber(Math.ceil),
  min: (...values) => extreme(-1, values),
  max: (...values) => extreme(1, values),
  money: money as Body,
  number: number as Body,
  text: text as Body,
  concat: (...parts) => (parts.every(isText) ? parts.join("") : null),
  lower: ofText((x) => x.replace(/[A-Z]+/g, (found) => found.toLowerCase())) as Body,
  upper: ofText((x) => x.replace(/[a-z]+/g, (found) => found.toUpperCase())) as Body,
  trim: trimmed as Body,
  length: ofText(characters) as Body,
  starts_with: ofTexts((x, beginning) => x.startsWith(beginning)) as Body,
  contains: ofTexts((x, part) => x.includes(part)) as Body,
  date: ((x: Value) => (x instanceof Day ? x : isText(x) ? dayOfText(x) : null)) as Body,
  year: ofDay((d) => d.year) as Body,
  month: ofDay((d) => d.month) as Body,
  day_of_month: ofDay((d) => d.dayOfMonth) as Body,
  weekday: ofDay((d) => d.weekday) as Body,
  days_between: (first, last) => (first instanceof Day && last instanceof Day ? last.ordinal - first.ordinal : null),
  day_of: (moment, place, cutoff = 0) => {
    const plain = isText(moment!) ? moment.replace(BLANKS, "") : moment;
    if (!isText(place!) || !isNumber(cutoff)) return null;
    return isText(plain!) || plain instanceof Instant ? dayOf(plain, place, cutoff) : null;
  },
};

export const NAMES = [...Object.keys(OPEN), ...Object.keys(STRICT)];

/** A function's answer; null for a function that this build does not know. */
export function called(name: string, of: Value[]): Value {
  const open = Object.hasOwn(OPEN, name) ? OPEN[name] : undefined;
  if (open) return open(...of);
  const body = Object.hasOwn(STRICT, name) ? STRICT[name] : undefined;
  return body && !of.includes(null) ? body(...of) : null;
}
