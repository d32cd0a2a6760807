import type { Issue } from "../../../api/types";
import { at, isObject, type Json, placeOf, stepsOf } from "./path";

/** Whether nothing has been put there yet: no value, no text, no entries, or an object of nothing but those. */
export function unfilled(value: Json | undefined): boolean {
  if (value === undefined || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.values(value).every(unfilled);
}

/** An error at a field that nobody has filled in yet is no mistake: it is said softly. It still keeps the change set from being published. */
export const toFill = (issue: Issue, whole: Json): boolean => issue.level === "error" && unfilled(at(whole, stepsOf(placeOf(issue))));
