import type { Language } from "../../../api/types";
import { NOTHING } from "../../../format/number";
import { pick } from "../../../i18n/words";
import { isObject, type Json } from "../../builder/logic/path";
import type { FormField } from "../shapes";

/** A form's fields in the order of filling, sections opened; a repeat stands as one. */
export function flat(fields: readonly FormField[]): FormField[] {
  return fields.flatMap((field) => (field.type === "section" ? flat(field.fields ?? []) : [field]));
}

/** The fields that carry something to show in a table; photos are shown apart. */
export const columnsOf = (fields: readonly FormField[]): FormField[] => flat(fields).filter((field) => (field.carries ?? true) && !field.attachments);

interface Manner {
  lang: Language;
  digits: number;
  yes: string;
  no: string;
  /** An instant in the organisation's zone. */
  at: (instant: string) => string;
}

interface Titled {
  name: string;
  title: unknown;
  children?: Titled[];
}

const listed = (value: unknown): Titled[] => (Array.isArray(value) ? (value as Titled[]) : []);
const titleIn = (list: Titled[], name: unknown, lang: Language): string => {
  const found = list.find((one) => one.name === name);
  return found ? pick(found.title as never, lang) : String(name);
};

/** A value as people read it: words in place of names, money in major units. What cannot be told is shown as it is. */
export function cellOf(field: FormField, value: Json | undefined, manner: Manner): string {
  const { lang } = manner;
  if (value === undefined || value === null || value === "") return NOTHING;
  if (typeof value === "boolean") return value ? manner.yes : manner.no;
  if (field.choices !== undefined) return (Array.isArray(value) ? value : [value]).map((one) => titleIn(listed(field.choices), one, lang)).join(lang === "zh" ? "\u3001" : ", ");
  if (field.tree !== undefined && Array.isArray(value)) {
    let nodes = listed(field.tree);
    return value
      .map((name) => {
        const words = titleIn(nodes, name, lang);
        nodes = listed(nodes.find((one) => one.name === name)?.children);
        return words;
      })
      .join(" / ");
  }
  if (field.rows !== undefined && isObject(value)) return Object.entries(value).map(([row, column]) => `${titleIn(listed(field.rows), row, lang)}: ${titleIn(listed(field.columns), column, lang)}`).join("; ");
  if (typeof value === "number") {
    const show = field.type === "money" || field.show === "money" ? "money" : field.type === "percent" || field.show === "percent" ? "percent" : "plain";
    if (show === "money") return (value / 10 ** manner.digits).toLocaleString(lang === "zh" ? "zh-CN" : "en-GB", { minimumFractionDigits: manner.digits, maximumFractionDigits: manner.digits });
    if (show === "percent") return `${Number((value * 100).toPrecision(10))}%`;
    const suffix = pick(field.suffix as never, lang);
    return `${Number(value.toPrecision(12)).toLocaleString(lang === "zh" ? "zh-CN" : "en-GB", { maximumFractionDigits: 6 })}${suffix ? ` ${suffix}` : ""}`;
  }
  if (field.type === "datetime" && typeof value === "string") return manner.at(value);
  if (isObject(value) && typeof value.lat === "number" && typeof value.lon === "number") return `${value.lat.toFixed(5)}, ${value.lon.toFixed(5)}${typeof value.accuracy === "number" ? ` \u00b1${Math.round(value.accuracy)} m` : ""}`;
  if (field.fields && Array.isArray(value)) return value.map((entry) => (isObject(entry) ? columnsOf(field.fields ?? []).filter(({ name }) => entry[name] !== undefined).map((inner) => cellOf(inner, entry[inner.name], manner)).join(" ") : "")).join("; ");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Names whose values differ, those of either side. */
export function differing(a: Record<string, Json>, b: Record<string, Json>): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => JSON.stringify(a[name] ?? null) !== JSON.stringify(b[name] ?? null));
}
