/** Values in and results out; whatever does not fit is null, and nothing throws. */

import { Day, dayOfText } from "./days";
import { Instant, instantOfText } from "./instants";
import { MAX_NUMBER, MAX_TEXT, MIN_NUMBER, type Scalar, type Type } from "./tree";

export type Value = boolean | number | string | Day | Instant | null;

/** Characters as people of Python count them: code points. */
export function characters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function number(value: number): number | null {
  if (!(value >= -MAX_NUMBER && value <= MAX_NUMBER)) return null; // NaN too
  return value > -MIN_NUMBER && value < MIN_NUMBER ? 0 : value;
}

function storable(text: string): boolean {
  return !text.includes("\0") && !/[\uD800-\uDFFF]/u.test(text); // with the flag only a lone half of a pair
}

/** A value of a record as the evaluator uses it. */
export function read(value: unknown, wanted: Type): Value {
  if (typeof value === "boolean") return wanted === "boolean" || wanted === "any" ? value : null;
  if (typeof value === "number") return wanted === "number" || wanted === "money" || wanted === "any" ? number(value) : null;
  if (typeof value !== "string") return null;
  if (wanted === "date") return dayOfText(value);
  if (wanted === "timestamp") return instantOfText(value);
  return (wanted === "text" || wanted === "any") && storable(value) ? value : null;
}

/** A fixed value of the tree. */
export function literal(value: Scalar, type: Type): Value {
  return type === "date" && typeof value === "string" ? dayOfText(value) : value;
}

/** A result as callers get it. */
export function finish(value: Value): Scalar {
  if (typeof value === "number") {
    if (!(value >= -MAX_NUMBER && value <= MAX_NUMBER)) return null;
    return value === 0 ? 0 : value; // never -0
  }
  if (typeof value === "string") return characters(value) <= MAX_TEXT ? value : null;
  return value instanceof Day || value instanceof Instant ? value.toString() : value;
}
