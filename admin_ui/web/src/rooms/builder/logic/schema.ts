import type { Language, Text } from "../../../api/types";
import { isObject, type Json } from "./path";

/** A node of a kind's JSON Schema; the keywords are those of engine/definitions/schema.py. */
export interface Node {
  $ref?: string;
  type?: string | string[];
  title?: string;
  "x-text"?: Text;
  examples?: Json[];
  properties?: Record<string, Node>;
  required?: string[];
  additionalProperties?: boolean | Node;
  propertyNames?: Node;
  items?: Node;
  oneOf?: Node[];
  enum?: Json[];
  const?: Json;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  format?: string;
  default?: Json;
  $defs?: Record<string, Node>;
  /** Ours, filled in when it is resolved: which shared definition it was. */
  shared?: string;
}

/** What stands in a kind's `ui.json`. Paths: `$.lines[*].indicator`; `.*` is each value of a map, `.*~` its keys. */
export interface Ui {
  /** Fields of the top level, in the order and under the headings that an operator understands. */
  groups?: { title: Text; fields: string[]; folded?: boolean }[];
  /** Path → which definitions a name there can mean: `"calendar"`, or names inside: `"org$.levels[*].name"`, `"$.columns[*].name"`. */
  refs?: Record<string, string>;
  /** Path → how a field is edited: `textarea`, `percent`. */
  widgets?: Record<string, string>;
  /** Path → value → its words. */
  words?: Record<string, Record<string, Text>>;
  /** Fields that a new definition begins with, over what the schema needs. */
  new?: Record<string, Json>;
}

export type Shape = "const" | "enum" | "text" | "formula" | "day" | "file" | "number" | "boolean" | "string" | "list" | "object" | "map" | "branches" | "any";

/** A node with its reference followed; the node's own keywords win, as in the engine. */
export function resolved(node: Node, root: Node): Node {
  let here = node;
  while (here.$ref) {
    const name = here.$ref.replace("#/$defs/", "");
    const { $ref: _, ...own } = here;
    here = { ...root.$defs?.[name], ...own, shared: own.shared ?? name };
  }
  return here;
}

const types = (node: Node): string[] => (node.type === undefined ? [] : [node.type].flat());

/** How a (resolved) node is edited. */
export function shapeOf(node: Node): Shape {
  if (node.const !== undefined) return "const";
  if (node.enum) return node.enum.length === 1 ? "const" : "enum";
  if (node.oneOf) return "branches";
  if (node.shared === "text" || node.shared === "formula" || node.shared === "day" || node.shared === "file") return node.shared;
  const kinds = types(node).filter((type) => type !== "null");
  if (kinds.length !== 1) return "any";
  const [type] = kinds;
  if (type === "integer" || type === "number") return "number";
  if (type === "array") return "list";
  if (type === "object") return node.properties ? "object" : isObject(node.additionalProperties) ? "map" : "object";
  if (type === "string") return node.format === "date" ? "day" : "string";
  return type === "boolean" ? "boolean" : "any";
}

export const nullable = (node: Node): boolean => types(node).includes("null");
export const whole = (node: Node): boolean => types(node).includes("integer");

/** Whether an object may hold fields beyond its own: those are edited as name and JSON value. */
export const open = (node: Node): boolean => node.additionalProperties !== false;

/** "中文 / English" in the reader's language. */
export function titleOf(node: Node, lang: Language): string {
  const [zh = "", en = zh] = (node.title ?? "").split(" / ");
  return lang === "zh" ? zh : en;
}

/** The smallest value that has the shape: what "add" begins with. Undefined: leave it to be filled in. */
export function starter(given: Node, root: Node): Json | undefined {
  const node = resolved(given, root);
  if (node.const !== undefined) return node.const;
  if (node.default !== undefined) return node.default;
  switch (shapeOf(node)) {
    case "const":
      return node.enum?.[0];
    case "text":
      return { zh: "", en: "" };
    case "branches":
      return starter(node.oneOf?.[0] ?? {}, root);
    case "list":
      return []; // a blank entry would only be one to be filled in or thrown away
    case "map":
      return {};
    case "object": {
      const needed = (node.required ?? []).map((name) => [name, starter(node.properties?.[name] ?? {}, root)] as const);
      return Object.fromEntries(needed.filter((pair): pair is readonly [string, Json] => pair[1] !== undefined));
    }
    case "any":
      return nullable(node) ? null : undefined;
    default:
      return nullable(node) ? null : undefined;
  }
}

/** What a new entry of a list or map begins with: never undefined, so that there is something to fill in. */
export function blank(given: Node, root: Node): Json {
  const made = starter(given, root);
  if (made !== undefined) return made;
  const node = resolved(given, root);
  switch (shapeOf(node)) {
    case "enum":
      return node.enum?.[0] ?? "";
    case "number":
      return node.minimum ?? 0;
    case "boolean":
      return false;
    case "any":
      return null;
    default:
      return "";
  }
}

/** One alternative of a `oneOf`; a branch of several fixed words counts as one alternative for each. */
export interface Branch {
  node: Node;
  /** The path below this node whose word names it (`spread`), and that word. */
  at: string | null;
  word: Json | null;
  shape: Shape;
}

export function branchesOf(given: Node, root: Node): Branch[] {
  return (given.oneOf ?? []).flatMap((option): Branch[] => {
    const node = resolved(option, root);
    if (node.enum) return node.enum.map((word) => ({ node: { ...node, const: word }, at: "", word, shape: "const" }));
    const shape = shapeOf(node);
    if (node.const !== undefined) return [{ node, at: "", word: node.const, shape }];
    const telling = Object.entries(node.properties ?? {}).find(([, one]) => one.const !== undefined);
    return [{ node, at: telling?.[0] ?? null, word: telling?.[1].const ?? null, shape }];
  });
}

/** Which alternative a value is; -1 for none. */
export function branchAt(branches: Branch[], value: Json | undefined): number {
  const fits = ({ node, at, word, shape }: Branch): boolean => {
    if (at === "") return value === word;
    if (at !== null) return isObject(value) && value[at] === word;
    if (shape === "list") return Array.isArray(value);
    if (shape === "object" || shape === "map" || shape === "text") return isObject(value) && (node.required ?? []).every((name) => name in value);
    if (shape === "number") return typeof value === "number";
    if (shape === "boolean") return typeof value === "boolean";
    return typeof value === "string";
  };
  const found = branches.findIndex(fits);
  return found >= 0 || !isObject(value) ? found : branches.findIndex(({ at, shape }) => at === null && shape === "object");
}

export interface Group {
  title: Text | null;
  fields: string[];
  folded: boolean;
}

/** The top level's fields in groups: those of ui.json, then whatever it does not name. Kind and name are not fields: they are given when it is made. */
export function groupsOf(root: Node, ui: Ui): Group[] {
  const all = Object.keys(root.properties ?? {}).filter((name) => name !== "kind" && name !== "name");
  const named = (ui.groups ?? []).map(({ title, fields, folded }) => ({ title, fields: fields.filter((name) => all.includes(name)), folded: folded ?? false }));
  const rest = all.filter((name) => !named.some(({ fields }) => fields.includes(name)));
  if (!named.length) return [{ title: null, fields: rest, folded: false }];
  return rest.length ? [...named, { title: null, fields: rest, folded: false }] : named;
}
