import { at, isObject, type Json, same, type Step, withAt } from "./path";

/** A place that both have changed, each in his own way; undefined = not there. */
export interface Clash {
  steps: Step[];
  base: Json | undefined;
  mine: Json | undefined;
  theirs: Json | undefined;
}

export interface Merged {
  /** With mine at every place that clashes. */
  value: Json | undefined;
  clashes: Clash[];
}

type Three = [base: Json | undefined, mine: Json | undefined, theirs: Json | undefined];

/** Three-way: what only one has changed is taken, and only what both have changed differently is asked for. */
export function merge(base: Json | undefined, mine: Json | undefined, theirs: Json | undefined, steps: Step[] = []): Merged {
  if (same(mine, theirs) || same(base, theirs)) return { value: mine, clashes: [] };
  if (same(base, mine)) return { value: theirs, clashes: [] };
  const three: Three = [base, mine, theirs];
  if (isObject(mine) && isObject(theirs) && (base === undefined || isObject(base))) return mergeObjects(base ?? {}, mine, theirs, steps);
  if (Array.isArray(mine) && Array.isArray(theirs) && (base === undefined || Array.isArray(base))) {
    const named = three.map(namesOf);
    if (named.every((names) => names !== null)) return mergeNamed(base ?? [], mine, theirs, steps);
    if (base?.length === mine.length && base.length === theirs.length) return mergePlaces(base, mine, theirs, steps);
  }
  return { value: mine, clashes: [{ steps, base, mine, theirs }] };
}

type Obj = { [key: string]: Json };

function mergeObjects(base: Obj, mine: Obj, theirs: Obj, steps: Step[]): Merged {
  const clashes: Clash[] = [];
  const value: Obj = {};
  for (const key of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    const part = merge(base[key], mine[key], theirs[key], [...steps, key]);
    if (part.value !== undefined) value[key] = part.value;
    clashes.push(...part.clashes);
  }
  return { value, clashes };
}

function mergePlaces(base: Json[], mine: Json[], theirs: Json[], steps: Step[]): Merged {
  const parts = mine.map((item, i) => merge(base[i], item, theirs[i], [...steps, i]));
  return { value: parts.map(({ value }) => value as Json), clashes: parts.flatMap(({ clashes }) => clashes) };
}

/** The names of a list's entries where all have one of their own; null where they do not. */
function namesOf(list: Json | undefined): string[] | null {
  if (list === undefined) return [];
  if (!Array.isArray(list)) return null;
  const names = list.map((item) => (isObject(item) && typeof item.name === "string" ? item.name : null));
  return names.includes(null) || new Set(names).size !== names.length ? null : (names as string[]);
}

/** Entries are followed by their names, wherever they stand; the order is that of whoever changed it, else mine. */
function mergeNamed(base: Json[], mine: Json[], theirs: Json[], steps: Step[]): Merged {
  const [before, own, other] = [base, mine, theirs].map((list) => new Map((namesOf(list) ?? []).map((name, i) => [name, list[i] as Json])));
  if (!before || !own || !other) return { value: mine, clashes: [] };
  const common = (names: Iterable<string>) => [...names].filter((name) => before.has(name) && own.has(name) && other.has(name));
  const theirOrder = same(common(before.keys()), common(own.keys()));
  const [first, second] = theirOrder ? [other, own] : [own, other];
  const order = [...first.keys()];
  for (const [i, name] of [...second.keys()].entries()) {
    if (first.has(name)) continue;
    const after = [...second.keys()].slice(0, i).reverse().find((one) => order.includes(one));
    order.splice(after === undefined ? 0 : order.indexOf(after) + 1, 0, name);
  }
  const value: Json[] = [];
  const clashes: Clash[] = [];
  for (const name of order) {
    const part = merge(before.get(name), own.get(name), other.get(name), [...steps, value.length]);
    // What one deleted and the other changed stays visible until it is decided.
    const kept = part.value ?? part.clashes[0]?.theirs;
    if (kept === undefined) continue;
    value.push(kept);
    clashes.push(...part.clashes);
  }
  return { value, clashes };
}

/** The merged value with one side chosen at each clash; those taken away go last, so that no place moves before. */
export function decided(merged: Merged, theirs: ReadonlySet<number>): Json | undefined {
  const chosen = merged.clashes.map((clash, i) => ({ steps: clash.steps, value: theirs.has(i) ? clash.theirs : clash.mine }));
  const set = chosen.filter(({ value }) => value !== undefined);
  const gone = chosen.filter(({ value }) => value === undefined).reverse();
  return [...set, ...gone].reduce<Json | undefined>((value, one) => {
    if (one.value === undefined && at(value, one.steps) === undefined) return value;
    return withAt(value, one.steps, one.value);
  }, merged.value);
}
