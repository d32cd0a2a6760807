/** The tree of a formula, as `engine/expressions/as_json.py` writes it; its docstring is the specification. */

export type Type = "number" | "money" | "text" | "boolean" | "date" | "timestamp" | "any";

/** What goes in and comes out: money in minor units, a day as "2026-11-01", an instant as ISO text. */
export type Scalar = boolean | number | string | null;

export interface Fixed {
  value: Scalar;
  type: Type;
}

export interface Named {
  name: string;
  type: Type;
}

export interface Operation {
  operator: string;
  of: Node[];
  choices?: Fixed[];
  type: Type;
}

export interface Called {
  call: string;
  of: Node[];
  type: Type;
}

export type Node = Fixed | Named | Operation | Called;

/** A formula as the server sends it: its text for people, its tree for us. */
export interface Formula {
  text: string;
  tree: Node;
}

export const MAX_NUMBER = 1e15; // inputs and results; past it there is no value
export const MIN_NUMBER = 1e-15; // an input nearer to zero is zero
export const MAX_TEXT = 10_000; // characters of a result
