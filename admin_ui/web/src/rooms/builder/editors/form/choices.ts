import { nameFrom } from "../../logic/names";
import { isObject, type Json } from "../../logic/path";
import type { Node } from "../../logic/schema";
import { resolved } from "../../logic/schema";

/** A list whose entries are named things with words: choices, rows and columns of a matrix, levels. */
export function isNamedList(node: Node, root: Node): boolean {
  const item = resolved(node.items ?? {}, root);
  return node.type === "array" && item.properties?.name !== undefined && item.properties.title !== undefined && item.properties.type === undefined;
}

const NAME = /^[a-z][a-z0-9_]*$/;

/**
 * A pasted list, one entry a line: Chinese, English and the stored name, parted by tabs, commas or bars. English may be
 * missing, a name is made where none stands; lines that are there already are left out.
 */
export function readChoices(text: string, there: readonly Json[]): { name: string; title: { zh: string; en: string } }[] {
  const taken = new Set(there.filter(isObject).map(({ name }) => String(name)));
  const known = new Set(there.filter(isObject).map(({ title }) => (isObject(title) ? String(title.zh) : "")));
  const made: { name: string; title: { zh: string; en: string } }[] = [];
  for (const line of text.split(/\r?\n/)) {
    const cells = line.split(/\t|,|\uff0c|\|/).map((one) => one.trim());
    const [first = "", ...more] = cells.filter(Boolean);
    if (!first || known.has(first)) continue;
    const last = more.at(-1);
    const own = last !== undefined && more.length > 1 && NAME.test(last) ? last : undefined;
    const en = more[0] ?? first;
    const name = own !== undefined && !taken.has(own) ? own : nameFrom({ zh: first, en }, "choice", taken);
    taken.add(name);
    known.add(first);
    made.push({ name, title: { zh: first, en } });
  }
  return made;
}
