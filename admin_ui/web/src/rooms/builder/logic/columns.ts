import { isObject, type Json } from "./path";

export interface ColumnRow {
  name: string;
  title: { zh: string; en: string };
  type: string;
  required?: boolean;
  aliases?: string[];
  [more: string]: Json | undefined;
}

export const TYPES = ["unit", "day", "date", "timestamp", "text", "integer", "money", "number", "boolean"] as const;

/** The columns of a definition that can be shown in rows. */
export function columnsOf(value: Json | undefined): ColumnRow[] {
  return (Array.isArray(value) ? value : []).flatMap((one) => {
    if (!isObject(one)) return [];
    const title = isObject(one.title) ? one.title : {};
    const text = (part: Json | undefined) => (typeof part === "string" ? part : "");
    return [{ ...one, name: text(one.name), type: text(one.type), title: { zh: text(title.zh), en: text(title.en) } } as ColumnRow];
  });
}

export const keyOf = (value: Json | undefined): string[] => (Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : []);

/** A column whose values tell rows apart is always there; facts are told apart by unit and day among others. */
export function withKey(key: readonly string[], columns: readonly ColumnRow[], name: string, on: boolean): { key: string[]; columns: ColumnRow[] } {
  const order = columns.map((one) => one.name);
  const rank = (one: string) => ["unit", "day"].indexOf(columns.find((column) => column.name === one)?.type ?? "");
  const next = on ? [...key.filter((one) => one !== name), name] : key.filter((one) => one !== name);
  const sorted = on ? next.sort((a, b) => (rank(a) < 0 ? 9 : rank(a)) - (rank(b) < 0 ? 9 : rank(b)) || order.indexOf(a) - order.indexOf(b)) : next;
  return { key: sorted, columns: columns.map((one) => (on && one.name === name && one.required === false ? without(one, "required") : one)) };
}

/** Another name for a column: the key follows; a column that serves keeps its data by its former name. */
export function renamed(columns: readonly ColumnRow[], key: readonly string[], at: number, name: string, serving: ReadonlySet<string>): { columns: ColumnRow[]; key: string[] } {
  const was = columns[at]?.name ?? "";
  const next = columns.map((one, i) => {
    if (i !== at) return one;
    const former = (one.aliases ?? []).filter((alias) => alias !== name);
    const aliases = serving.has(was) && was !== name ? [...former, was] : former;
    const { aliases: _, ...rest } = one;
    return (aliases.length ? { ...rest, name, aliases } : { ...rest, name }) as ColumnRow;
  });
  return { columns: next, key: key.map((one) => (one === was && was !== "" ? name : one)) };
}

export function without(column: ColumnRow, name: string): ColumnRow {
  const { [name]: _, ...rest } = column;
  return rest as ColumnRow;
}

/** A row that somebody has added and put nothing into. */
export const untouched = (column: ColumnRow): boolean => !column.title.zh && !column.title.en && /^(field_\d+)?$/.test(column.name) && !column.aliases?.length;

/** A name that no column has yet. */
export function freshName(columns: readonly ColumnRow[]): string {
  const taken = new Set(columns.map(({ name }) => name));
  for (let i = columns.length + 1; ; i += 1) if (!taken.has(`field_${i}`)) return `field_${i}`;
}
