import { isObject, type Json } from "../../logic/path";
import { withField } from "../rule/sentence";

/** A definition's JSON as far as the matrix looks at it. */
export type Value = { [key: string]: Json };

const names = (value: Json | undefined): string[] => (Array.isArray(value) ? value.filter((name) => typeof name === "string") : []);

/** Whether a role lets an indicator be seen. */
export function shows(role: Value, indicator: string): boolean {
  if (names(role.hidden_indicators).includes(indicator)) return false;
  return role.indicators === undefined || role.indicators === "all" || names(role.indicators).includes(indicator);
}

/**
 * The role with an indicator shown or hidden. One that shows all keeps doing so, also what is yet to come, but for what
 * is hidden; one that lists what it shows lists one more or one less.
 */
export function withIndicator(role: Value, indicator: string, shown: boolean, all: readonly string[]): Value {
  const listed = Array.isArray(role.indicators) ? names(role.indicators) : null;
  const hidden = names(role.hidden_indicators).filter((name) => name !== indicator);
  const withHidden = (now: Value, list: string[]) => withField(now, "hidden_indicators", list.length ? list : undefined);
  if (listed === null) return withHidden(role, shown ? hidden : [...hidden, indicator]);
  const rest = listed.filter((name) => name !== indicator);
  if (shown) return withHidden({ ...role, indicators: [...rest, indicator] }, hidden);
  if (rest.length) return withHidden({ ...role, indicators: rest }, hidden);
  return withHidden({ ...role, indicators: "all" }, [...all]); // a list may not be empty
}

export function may(role: Value, permission: string): boolean {
  return names(role.permissions).includes(permission);
}

/** The role with a permission given or taken, in the order in which they are listed. */
export function withPermission(role: Value, permission: string, given: boolean, order: readonly string[]): Value {
  const rest = names(role.permissions).filter((name) => name !== permission);
  const next = given ? [...rest, permission] : rest;
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return { ...role, permissions: next.sort((a, b) => place(a) - place(b)) };
}

/** Whether a board is for a role: one that names no roles is for everybody. */
export function boardFor(board: Value, role: string): boolean {
  return !Array.isArray(board.roles) || names(board.roles).includes(role);
}

/** The board made for one role more or less; for all of them it names none. */
export function withBoard(board: Value, role: string, given: boolean, all: readonly string[]): Value {
  const now = Array.isArray(board.roles) ? names(board.roles) : [...all];
  const next = given ? [...now.filter((name) => name !== role), role] : now.filter((name) => name !== role);
  const everybody = all.every((name) => next.includes(name));
  return withField(board, "roles", everybody ? undefined : all.filter((name) => next.includes(name)));
}

/** Titles of the duties of a form that a role is on; a role that is on one may fill the form in. */
export function dutiesOf(form: Value, role: string): Value[] {
  return (Array.isArray(form.duties) ? form.duties : []).filter((duty): duty is Value => isObject(duty) && names(duty.roles).includes(role));
}

/** Whether a role may fill a form in: by its fillers, or by a duty. */
export function fills(form: Value, role: string): boolean {
  return names(form.fillers).includes(role) || dutiesOf(form, role).length > 0;
}

/** The form filled in by one role more or less, without a duty. */
export function withFiller(form: Value, role: string, given: boolean): Value {
  const rest = names(form.fillers).filter((name) => name !== role);
  return { ...form, fillers: given ? [...rest, role] : rest };
}

/** Of the indicators on a board, how many a role sees. */
export function boardCover(board: Value, role: Value): { seen: number; of: number } {
  const on = boardIndicators(board);
  return { seen: on.filter((name) => shows(role, name)).length, of: on.length };
}

function boardIndicators(board: Value): string[] {
  const own = names(board.indicators);
  const tiles = Array.isArray(board.layout) ? board.layout.flatMap((tile) => (isObject(tile) && typeof tile.indicator === "string" ? [tile.indicator] : [])) : [];
  return [...new Set([...own, ...tiles])];
}
