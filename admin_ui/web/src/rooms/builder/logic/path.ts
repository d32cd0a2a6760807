import type { Issue } from "../../../api/types";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Step = string | number;

export const isObject = (value: unknown): value is { [key: string]: Json } => typeof value === "object" && value !== null && !Array.isArray(value);

/** `$.bands[0].from` → ["bands", 0, "from"]: the engine's own way to name a place in a definition. */
export function stepsOf(path: string): Step[] {
  return [...path.matchAll(/\.([^.[\]]+)|\[(\d+)\]/g)].map(([, key, index]) => (key === undefined ? Number(index) : key));
}

/** The reverse of `stepsOf`. */
export function pathOf(steps: readonly Step[]): string {
  return steps.reduce<string>((path, step) => path + (typeof step === "number" ? `[${step}]` : `.${step}`), "$");
}

/** What stands there; undefined where nothing does. */
export function at(value: Json | undefined, steps: readonly Step[]): Json | undefined {
  return steps.reduce<Json | undefined>((here, step) => {
    if (Array.isArray(here)) return typeof step === "number" ? here[step] : undefined;
    return isObject(here) ? here[String(step)] : undefined;
  }, value);
}

/** The value with something else in that place; undefined takes the place away. Nothing given is changed itself. */
export function withAt(value: Json | undefined, steps: readonly Step[], next: Json | undefined): Json | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) return next;
  if (typeof step === "number") {
    const list = Array.isArray(value) ? [...value] : [];
    const made = withAt(list[step], rest, next);
    if (made === undefined) list.splice(step, 1);
    else list[step] = made;
    return list;
  }
  const object = isObject(value) ? { ...value } : {};
  const made = withAt(object[step], rest, next);
  if (made === undefined) delete object[step];
  else object[step] = made;
  return object;
}

/** Whether two JSON values say the same; the order of an object's keys says nothing. */
export function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i]));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && same(a[key], b[key]));
}

/** The field an issue is about: a missing field is reported at what should hold it, and is meant itself. */
export function placeOf(issue: Pick<Issue, "code" | "path" | "message">): string {
  if (issue.code !== "N122") return issue.path;
  const words = typeof issue.message === "string" ? issue.message : (issue.message?.en ?? "");
  const name = /["“]([a-z_0-9]+)["”]/i.exec(words)?.[1];
  return name ? `${issue.path}.${name}` : issue.path;
}

/** Whether a place lies in another or is it. */
export const within = (path: string, outer: string): boolean => path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
