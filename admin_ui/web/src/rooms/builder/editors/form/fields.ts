import type { Text } from "../../../../api/types";
import { type FormulaName, tokensOf } from "../../logic/formula";
import { at, isObject, type Json, type Step, withAt } from "../../logic/path";
import { blank, type Node } from "../../logic/schema";

/** A field of a form, as the definition has it; sections and repeats hold others. */
export type Entry = { [key: string]: Json };
/** Where a field stands: [2, 0] is the first field of the third. */
export type Place = readonly number[];

/** One type of field, as the server has it: a plug-in's stands beside the others. */
export interface FieldType {
  name: string;
  title: Text;
  help: Text;
  family: string;
  /** The JSON Schema of a field of it. */
  schema: Node;
  /** Whether fields stand in it, and whether several times over. */
  holds: boolean;
  many: boolean;
  /** Whether it has a value, and whether that is photos. */
  carries: boolean;
  attachments: boolean;
  /** Types of columns that it can fill. */
  columns: string[];
}

export const stepsTo = (place: Place): Step[] => place.flatMap((index) => ["fields", index] as Step[]);
export const pathTo = (place: Place): string => `$${place.map((index) => `.fields[${index}]`).join("")}`;
export const sameplace = (a: Place | null, b: Place | null): boolean => a === b || (a !== null && b !== null && a.join() === b.join());

export function entriesOf(value: Json | undefined): Entry[] {
  return isObject(value) && Array.isArray(value.fields) ? value.fields.filter(isObject) : [];
}

export interface Row {
  place: Place;
  depth: number;
  entry: Entry;
}

/** Every field in the order of filling, those inside others right after them. */
export function rowsOf(value: Json | undefined, above: Place = []): Row[] {
  return entriesOf(value).flatMap((entry, index) => {
    const place = [...above, index];
    return [{ place, depth: above.length, entry }, ...rowsOf(entry, place)];
  });
}

export const entryAt = (value: Json, place: Place): Entry | undefined => {
  const found = at(value, stepsTo(place));
  return isObject(found) ? found : undefined;
};

export const namesIn = (value: Json): Set<string> => new Set(rowsOf(value).map(({ entry }) => String(entry.name ?? "")));

/** Put in at a place; what stands there moves down. */
export function inserted(value: Entry, place: Place, entry: Entry): Entry {
  const above = place.slice(0, -1);
  const index = place.at(-1) ?? 0;
  const list = [...entriesOf(at(value, stepsTo(above)))];
  list.splice(index, 0, entry);
  return withAt(value, [...stepsTo(above), "fields"], list) as Entry;
}

/** Taken out; a holder that is left empty keeps its empty list. */
export function removed(value: Entry, place: Place): Entry {
  const above = place.slice(0, -1);
  const list = entriesOf(at(value, stepsTo(above))).filter((_, index) => index !== place.at(-1));
  return withAt(value, [...stepsTo(above), "fields"], list) as Entry;
}

export const replaced = (value: Entry, place: Place, entry: Entry): Entry => withAt(value, stepsTo(place), entry) as Entry;

/** Moved to where it is to stand afterwards: `to` counts with the field already taken out. */
export function moved(value: Entry, from: Place, to: Place): Entry {
  const entry = entryAt(value, from);
  return entry ? inserted(removed(value, from), to, entry) : value;
}

/** Whether `inner` is `outer` or stands in it. */
export const inside = (inner: Place, outer: Place): boolean => outer.every((index, i) => inner[i] === index);

/** Where a press of a key moves a field: past its neighbour, into the holder above it, or out of its own; null: nowhere. */
export function stepped(value: Entry, place: Place, way: "up" | "down" | "in" | "out", holds: (type: string) => boolean): Place | null {
  const above = place.slice(0, -1);
  const index = place.at(-1) ?? 0;
  const siblings = entriesOf(at(value, stepsTo(above)));
  if (way === "up") return index > 0 ? [...above, index - 1] : null;
  if (way === "down") return index < siblings.length - 1 ? [...above, index + 1] : null;
  if (way === "out") return above.length ? [...above.slice(0, -1), (above.at(-1) ?? 0) + 1] : null;
  const holder = siblings[index - 1];
  return holder && holds(String(holder.type)) ? [...above, index - 1, entriesOf(holder).length] : null;
}

/**
 * Where a field lands that is dragged over another row: `rows` without what stands inside the dragged one, `wish` the
 * depth the pointer shows. A field goes only into what holds fields; the place counts with the dragged field taken out.
 */
export function landing(rows: readonly Row[], from: number, over: number, wish: number, holds: (type: string) => boolean): { place: Place; depth: number } | null {
  const dragged = rows[from];
  if (!dragged || over < 0 || over >= rows.length) return null;
  const rest = rows.filter((_, i) => i !== from);
  const before = rest[over - 1];
  const after = rest[over];
  const most = before ? (holds(String(before.entry.type)) ? before.depth + 1 : before.depth) : 0;
  const least = after ? Math.min(after.depth, most) : 0;
  const depth = Math.max(least, Math.min(most, wish));
  // Counted anew: the places in `rest` still count the dragged field in.
  const counts: number[] = [];
  const trail: number[] = [];
  for (const row of rest.slice(0, over)) {
    counts.length = row.depth + 1;
    counts[row.depth] = (counts[row.depth] ?? 0) + 1;
    trail.length = row.depth;
    trail[row.depth] = (counts[row.depth] ?? 1) - 1;
  }
  const place = [...trail.slice(0, depth), trail.length > depth ? (trail[depth] ?? -1) + 1 : 0];
  return { place, depth };
}

/** What a field of a type begins with: what its schema needs, a name that is free, the type's own title. */
export function begun(type: FieldType, value: Entry): Entry {
  const made = blank(type.schema, type.schema);
  const taken = namesIn(value);
  let name = type.name;
  for (let i = 2; taken.has(name); i += 1) name = `${type.name}_${i}`;
  return { ...(isObject(made) ? made : {}), type: type.name, name, title: type.title };
}

/** Where a new field goes: after the chosen one, into it where it holds fields, else to the end. */
export function nextPlace(value: Entry, chosen: Place | null, holds: (type: string) => boolean): Place {
  const entry = chosen ? entryAt(value, chosen) : undefined;
  if (!chosen || !entry) return [entriesOf(value).length];
  if (holds(String(entry.type))) return [...chosen, entriesOf(entry).length];
  return [...chosen.slice(0, -1), (chosen.at(-1) ?? 0) + 1];
}

const FORMULAS = new Set(["required", "visible", "constraint", "computed", "formula", "when", "columns"]);

/** The formula with a name in place of another. */
export function renamedFormula(text: string, from: string, to: string): string {
  return tokensOf(text)
    .reverse()
    .reduce((now, token) => (token.kind === "name" && now.slice(token.from, token.to) === from ? now.slice(0, token.from) + to + now.slice(token.to) : now), text);
}

/** Everything that names a field says its new name: formulas, checks, mappings. */
export function renamed(value: Json, from: string, to: string, formula = false): Json {
  if (typeof value === "string") return formula ? renamedFormula(value, from, to) : value;
  if (Array.isArray(value)) return value.map((one) => renamed(one, from, to, formula));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => {
      if (key === "field" && one === from) return [key, to];
      return [key, renamed(one, from, to, formula || FORMULAS.has(key))];
    }),
  );
}

/** A field under another name, with everything that names it; what has served keeps its old name as an alias. */
export function named(value: Entry, place: Place, name: string, served: boolean): Entry {
  const entry = entryAt(value, place);
  const old = String(entry?.name ?? "");
  if (!entry || !name || old === name) return value;
  const aliases = (Array.isArray(entry.aliases) ? entry.aliases : []).filter((one) => one !== name);
  if (served && old && !aliases.includes(old)) aliases.push(old);
  const shared = !old || namesIn(removed(value, place)).has(old);
  const all = shared ? value : (renamed(value, old, name) as Entry);
  const { aliases: _, ...mine } = entryAt(all, place) ?? entry;
  return replaced(all, place, { ...mine, name, ...(aliases.length ? { aliases } : {}) });
}

const words = (one: Entry): { zh: string; en: string } => {
  const title = isObject(one.title) ? one.title : {};
  const name = String(one.name ?? "");
  return { zh: String(title.zh || title.en || name), en: String(title.en || title.zh || name) };
};

/** A field as the server has read it: `names` are those that formulas may use, with their types. */
export interface ReadField {
  name: string;
  title: Text;
  names?: Record<string, string>;
  fields?: ReadField[];
}

/** What formulas may name of a form: fields, and the parts of those that have any (`place__lat`). */
export function namesOf(fields: readonly ReadField[]): FormulaName[] {
  return fields.flatMap(({ name, title, names, fields: inner }) => [
    ...Object.entries(names ?? {}).map(([one, type]): FormulaName => {
      const part = one === name ? "" : ` \u00b7 ${one.slice(name.length + 2)}`;
      return { kind: "field", name: one, title: { zh: title.zh + part, en: title.en + part }, type, dataset: null, dataset_title: null, unit_of_measure: null, formula: null, signature: null, example: null };
    }),
    ...namesOf(inner ?? []),
  ]);
}

/** The fields as names for formulas; notes and sections carry nothing, what stands in a repeat is named only there. */
export function formulaNames(value: Json): FormulaName[] {
  return rowsOf(value).flatMap(({ entry }) => {
    const name = String(entry.name ?? "");
    if (!name || entry.type === "note" || entry.type === "section") return [];
    return [{ kind: "field", name, title: words(entry), type: null, dataset: null, dataset_title: null, unit_of_measure: null, formula: null, signature: null, example: null } satisfies FormulaName];
  });
}
