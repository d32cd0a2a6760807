/** What the operators mean: total over null, numbers, booleans, texts, days and instants. */

import { Day } from "./days";
import { Instant } from "./instants";
import type { Value } from "./values";

type Truth = boolean | null;

function kindOf(value: Value): string {
  if (value instanceof Day) return "day";
  return value instanceof Instant ? "instant" : typeof value;
}

/** By code point: UTF-16 would put the pairs (from U+10000 on) before U+E000. */
function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (x === y) continue;
    const pairs = Number(x >= 0xd800 && x <= 0xdfff) - Number(y >= 0xd800 && y <= 0xdfff);
    return pairs || x - y;
  }
  return a.length - b.length;
}

/** Below, at or above 0; null where the two do not compare. */
function order(a: Value, b: Value): number | null {
  if (a === null || b === null || kindOf(a) !== kindOf(b)) return null;
  if (typeof a === "string") return compareText(a, b as string);
  if (a instanceof Day) return a.ordinal - (b as Day).ordinal;
  if (a instanceof Instant) return a.seconds - (b as Instant).seconds || a.micros - (b as Instant).micros;
  return a < (b as typeof a) ? -1 : a > (b as typeof a) ? 1 : 0;
}

function arithmetic(operator: string, a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") {
    if (operator === "+") return a + b;
    if (operator === "-") return a - b;
    if (operator === "*") return a * b;
    if (b === 0) return null;
    return operator === "/" ? a / b : a - b * Math.floor(a / b);
  }
  if (!(a instanceof Day) || (operator !== "+" && operator !== "-")) return null;
  if (typeof b === "number") return a.shifted(operator === "+" ? b : -b);
  return operator === "-" && b instanceof Day ? a.ordinal - b.ordinal : null;
}

function comparison(operator: string, a: Value, b: Value): Truth {
  const found = order(a, b);
  if (found === null) return null;
  if (operator === "==") return found === 0;
  if (operator === "!=") return found !== 0;
  if (typeof a === "boolean") return null;
  if (operator === "<") return found < 0;
  if (operator === "<=") return found <= 0;
  return operator === ">" ? found > 0 : found >= 0;
}

const COMPARISONS = new Set(["==", "!=", "<", "<=", ">", ">="]);

/** `+ - * / %` and the comparisons. */
export function combined(operator: string, a: Value, b: Value): Value {
  return COMPARISONS.has(operator) ? comparison(operator, a, b) : arithmetic(operator, a, b);
}

export function negated(value: Value): Value {
  return typeof value === "number" ? -value : null;
}

export function not(value: Value): Truth {
  return typeof value === "boolean" ? !value : null;
}

/** Three-valued `and` and `or`. */
export function logic(operator: string, parts: Value[]): Truth {
  const stop = operator === "or";
  if (parts.includes(stop)) return stop;
  return parts.every((part) => part === !stop) ? !stop : null;
}

/** `in`: null where no choice is of the value's kind. */
export function among(value: Value, choices: Value[]): Truth {
  if (value === null || choices.every((choice) => kindOf(choice) !== kindOf(value))) return null;
  return choices.some((choice) => order(value, choice) === 0);
}
