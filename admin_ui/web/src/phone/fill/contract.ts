/** What a type of field is on the phone. One file in `fields/` per type, exposing `FIELD`; nothing else names it. */

import type { ComponentType } from "react";
import type { Formula } from "../../expressions/tree";
import type { Field, Form, Named, UnitRef } from "../data/shapes";
import type { Kept } from "../data/store";

export type Values = Record<string, unknown>;

/** Where a form is filled. */
export interface Ground {
  form: Form;
  unit: UnitRef;
  day: string;
}

/** What a check may ask. */
export interface Asked {
  ground: Ground;
  /** Whether a formula surely holds now; one that is not there does. */
  holds: (formula: Formula | undefined) => boolean;
}

/** Photos and signatures of this draft. */
export interface Files {
  get: (id: string) => Kept | undefined;
  add: (field: string, bytes: ArrayBuffer, more: Pick<Kept, "media_type" | "taken_at" | "location">) => Promise<string>;
  remove: (id: string) => void;
}

export interface ViewProps {
  field: Field;
  value: unknown;
  /** null: nothing. */
  set: (value: unknown) => void;
  /** Of the control; its label and its words refer to it. */
  id: string;
  described: string | undefined;
  wrong: boolean;
  asked: Asked;
  files: Files;
  /** Where it stands, e.g. "items[0].sku". */
  path: string;
  /** Draws fields inside this one. */
  inner: (fields: Field[], values: Values, set: (values: Values) => void, path: string) => React.ReactNode;
}

export interface PhoneField {
  View: ComponentType<ViewProps>;
  /** Whether the fields inside are the form's own (a heading), or entries of a list. */
  holds?: "section" | "entries";
  /** Nothing is sent for it. */
  silent?: boolean;
  /** Its value is a list of ids of files. */
  files?: boolean;
  /** No label of ours above it: it draws its own heading. */
  bare?: boolean;
  /** Its control is a group of controls: a legend names it, not a label. */
  group?: boolean;
  /** What is kept of what was typed. */
  clean?: (value: never) => unknown;
  /** What formulas see of a value that is there; by default the value by the field's own name. */
  scalars?: (field: Field, value: never, form: Form) => Values;
  /** What formulas see where there is none. */
  none?: (field: Field) => Values;
  /** Words for what is wrong with a value that is there; null: nothing. */
  check?: (field: Field, value: never, asked: Asked) => string | null;
}

/** The choices of a field: its own, or a list of the form that several fields share. */
export function choicesOf(field: Field, form: Form): Named[] {
  const found = field.choices;
  return (typeof found === "string" ? form.lists?.[found] : (found as Named[] | undefined)) ?? [];
}

/** An option, or its default. */
export function option<T>(field: Field, name: string, otherwise: T): T {
  return (field[name] as T | undefined | null) ?? otherwise;
}

export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && Object.keys(value).length === 0;
}
