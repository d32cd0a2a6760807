/**
 * What holds in a form as it is filled now: which fields are shown, what computed fields say, what is wrong, and what is
 * sent. The rules are those of the server (form_builder), worked out by the same formulas.
 */

import { evaluate } from "../../expressions/evaluate";
import type { Formula } from "../../expressions/tree";
import type { Field } from "../data/shapes";
import { t, words } from "../words";
import { type Asked, type Ground, isEmpty, type PhoneField, type Values } from "./contract";
import { typeOf } from "./types";

export interface Scope {
  /** What formulas see. */
  known: Values;
  /** Names of fields that are not shown, those inside hidden sections too. */
  hidden: Set<string>;
  computed: Values;
  asked: Asked;
}

/** Whether a formula surely holds. */
export function surely(formula: Formula | undefined, known: Values): boolean {
  return formula === undefined || evaluate(formula.tree, known) === true;
}

/** The fields of one level with the sections around each, those inside sections too. */
export function flat(fields: Field[], within: string[] = []): { field: Field; within: string[] }[] {
  return fields.flatMap((field) => {
    const own = { field, within };
    return typeOf(field.type)?.holds === "section" ? [own, ...flat(field.fields ?? [], [...within, field.name])] : [own];
  });
}

/** A level of a form: the form itself, or what is inside a list. `order`: each field after all that decide over it. */
export interface Level {
  fields: Field[];
  order?: string[];
}

/** Works out one level, as `form_builder/shape/answers.py` does. `outer`: what formulas see from around it. */
export function settle(level: Level, values: Values, ground: Ground, outer: Values): Scope {
  const all = flat(level.fields);
  const byName = new Map(all.map((one) => [one.field.name, one]));
  const ordered = level.order?.map((name) => byName.get(name)).filter((one) => one !== undefined) ?? all;
  const known: Values = { ...outer };
  const hidden = new Set<string>();
  const computed: Values = {};
  for (const { field, within } of ordered) {
    if (within.some((name) => hidden.has(name)) || !surely(field.visible, known)) {
      hidden.add(field.name);
      continue;
    }
    if (field.formula) known[field.name] = computed[field.name] = evaluate(field.formula.tree, known);
    else Object.assign(known, seen(field, values[field.name], ground, known));
  }
  return { known, hidden, computed, asked: { ground, holds: (formula) => surely(formula, known) } };
}

/** What formulas of every form see beside its fields. */
export function around(ground: Ground): Values {
  return { unit: ground.unit.code, day: ground.day };
}

function seen(field: Field, value: unknown, ground: Ground, outer: Values): Values {
  const type = typeOf(field.type);
  if (!type || type.holds === "section") return {};
  const plain = cleaned(type, value);
  if (isEmpty(plain)) return type.none?.(field) ?? {};
  const shown = type.holds === "entries" ? entriesOf(field, plain, ground, outer) : plain;
  return type.scalars ? type.scalars(field, shown as never, ground.form) : { [field.name]: shown };
}

function cleaned(type: PhoneField, value: unknown): unknown {
  return type.clean && !isEmpty(value) ? type.clean(value as never) : value;
}

function entriesOf(field: Field, value: unknown, ground: Ground, outer: Values): Values[] {
  return (value as Values[]).map((entry) => kept(levelOf(field), entry, ground, outer));
}

/** What is inside a list. */
export function levelOf(field: Field): Level {
  return { fields: field.fields ?? [], order: field.order as string[] | undefined };
}

/** The values that are sent: of fields that are shown and have one, and what was worked out (the server does so again). */
export function kept(level: Level, values: Values, ground: Ground, outer: Values): Values {
  const { hidden, known, computed } = settle(level, values, ground, outer);
  const found: Values = {};
  for (const { field } of flat(level.fields)) {
    const type = typeOf(field.type);
    if (!type || hidden.has(field.name) || (type.silent && !(field.name in computed))) continue;
    const value = field.name in computed ? computed[field.name] : cleaned(type, values[field.name]);
    if (!isEmpty(value)) found[field.name] = type.holds === "entries" ? entriesOf(field, value, ground, known) : value;
  }
  return found;
}

/** Path → what is wrong there, in words. In the order of the form. */
export function faults(level: Level, values: Values, ground: Ground, outer: Values, under = ""): Map<string, string> {
  const scope = settle(level, values, ground, outer);
  const found = new Map<string, string>();
  for (const { field } of flat(level.fields)) {
    if (scope.hidden.has(field.name)) continue;
    const path = under + field.name;
    const fault = faultOf(field, values[field.name], scope);
    if (fault) found.set(path, fault);
    if (typeOf(field.type)?.holds !== "entries") continue;
    ((values[field.name] ?? []) as Values[]).forEach((entry, at) => {
      for (const [inner, said] of faults(levelOf(field), entry, ground, scope.known, `${path}[${at}].`)) found.set(inner, said);
    });
  }
  return found;
}

function faultOf(field: Field, value: unknown, { known, computed, asked }: Scope): string | null {
  const type = typeOf(field.type);
  if (!type) return t("phone.check.unknown_type");
  if (type.silent && !(field.name in computed)) return null;
  const plain = field.name in computed ? computed[field.name] : cleaned(type, value);
  if (isEmpty(plain)) {
    const needed = typeof field.required === "object" ? surely(field.required, known) : field.required === true;
    if (needed) return t(type.files ? "phone.check.needed_photo" : "phone.check.needed");
    // So many entries at least is said of a list that has none as well.
    return type.holds === "entries" ? (type.check?.(field, [] as never, asked) ?? null) : null;
  }
  const fault = type.silent ? null : (type.check?.(field, plain as never, asked) ?? null);
  if (fault) return fault;
  const fails = field.constraint !== undefined && evaluate(field.constraint.tree, known) === false;
  return fails ? words(field.message) || t("phone.check.constraint") : null;
}

/** Ids of the files that the values name, in the order of the form. */
export function filesIn(fields: Field[], values: Values): string[] {
  return flat(fields).flatMap(({ field }) => {
    const type = typeOf(field.type);
    const value = values[field.name];
    if (!type || isEmpty(value)) return [];
    if (type.files) return value as string[];
    return type.holds === "entries" ? (value as Values[]).flatMap((entry) => filesIn(field.fields ?? [], entry)) : [];
  });
}
