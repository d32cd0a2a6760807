import { isObject, type Json } from "../../logic/path";
import { type Entry, type FieldType, rowsOf } from "./fields";

export interface Column {
  name: string;
  title: { zh: string; en: string };
  type: string;
  required: boolean;
  key: boolean;
}

/** The columns of a dataset as its definition has them; its unit, day and key first. */
export function columnsOf(dataset: Json | null | undefined): Column[] {
  if (!isObject(dataset) || !Array.isArray(dataset.columns)) return [];
  const key = Array.isArray(dataset.key) ? dataset.key : [];
  return dataset.columns.filter(isObject).map((one) => {
    const title = isObject(one.title) ? one.title : {};
    const name = String(one.name ?? "");
    return { name, title: { zh: String(title.zh ?? name), en: String(title.en ?? name) }, type: String(one.type ?? ""), required: one.required !== false, key: key.includes(name) };
  });
}

/** The formula that fills a column by itself: unit and day of the submission, or the field of the same name or words whose type fits. */
export function guess(column: Column, form: Entry, types: readonly FieldType[]): string | null {
  if (column.type === "unit") return "unit";
  if (column.type === "day") return "day";
  const fits = rowsOf(form).filter(({ entry }) => types.find(({ name }) => name === entry.type)?.columns.includes(column.type));
  const alike = (text: string) => text.toLocaleLowerCase().replace(/[\s_]/g, "");
  const words = [column.name, column.title.zh, column.title.en].map(alike);
  const found = fits.find(({ entry }) => {
    const title = isObject(entry.title) ? entry.title : {};
    return [entry.name, title.zh, title.en].some((one) => typeof one === "string" && one && words.includes(alike(one)));
  });
  return found ? String(found.entry.name) : null;
}

/** Everything that can be guessed and is not written yet. */
export function matched(columns: readonly Column[], now: Entry, form: Entry, types: readonly FieldType[]): Entry {
  const made: Entry = {};
  for (const column of columns) {
    const formula = now[column.name] ?? guess(column, form, types) ?? undefined;
    if (formula !== undefined && formula !== "") made[column.name] = formula;
  }
  return made;
}

/** Fields whose value fits a column as it is. */
export const fitting = (column: Column, form: Entry, types: readonly FieldType[]): Entry[] =>
  rowsOf(form)
    .map(({ entry }) => entry)
    .filter((entry) => types.find(({ name }) => name === entry.type)?.columns.includes(column.type));
