import { nameFrom } from "../../logic/names";
import { isObject, type Json } from "../../logic/path";

export interface Branch {
  name: string;
  title: { zh: string; en: string };
  children?: Branch[];
}

const NAME = /^[a-z0-9][a-z0-9_]*$/i;

export function branchesIn(value: Json | undefined): Branch[] {
  return (Array.isArray(value) ? value : []).filter(isObject).map((one) => {
    const title = isObject(one.title) ? one.title : {};
    const below = branchesIn(one.children);
    return { name: String(one.name ?? ""), title: { zh: String(title.zh ?? ""), en: String(title.en ?? "") }, ...(below.length ? { children: below } : {}) };
  });
}

/** The tree as an outline: two blanks a level, `words | English | name` a line; what is the same is said once. */
export function outline(tree: readonly Branch[], depth = 0): string {
  return tree
    .map(({ name, title, children }) => {
      const cells = [title.zh, ...(title.en !== title.zh || name ? [title.en] : []), name];
      return `${"  ".repeat(depth)}${cells.filter(Boolean).join(" | ")}${children?.length ? `\n${outline(children, depth + 1)}` : ""}`;
    })
    .join("\n");
}

/**
 * An outline, or a table with a column a level (pasted from Excel), as a tree. Deeper by any number of blanks is below;
 * names that are missing are made; a known node (same words in the same place) keeps the name it has.
 */
export function readTree(text: string, before: readonly Branch[] = []): Branch[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim());
  const table = lines.some((line) => /\S\t+\S/.test(line)) && !lines.some((line) => line.includes("|"));
  const made: Branch[] = [];
  const put = (list: Branch[], title: { zh: string; en: string }, own: string | undefined, known: readonly Branch[]): Branch => {
    const there = list.find((one) => one.title.zh === title.zh);
    if (there) return there;
    const taken = new Set(list.map(({ name }) => name));
    const old = known.find((one) => one.title.zh === title.zh)?.name;
    const name = own && !taken.has(own) ? own : old && !taken.has(old) ? old : nameFrom(title, "node", taken);
    const node: Branch = { name, title };
    list.push(node);
    return node;
  };
  const oldBelow = (known: readonly Branch[], node: Branch) => known.find(({ name }) => name === node.name)?.children ?? [];
  if (table) {
    const last: string[] = [];
    for (const line of lines) {
      const cells = line.split("\t").map((one) => one.trim());
      let list = made;
      let known: readonly Branch[] = before;
      for (let level = 0; level < cells.length; level += 1) {
        const words = cells[level] || (cells.slice(level + 1).some(Boolean) ? (last[level] ?? "") : "");
        if (!words) break;
        if (cells[level]) last.length = level;
        last[level] = words;
        const node = put(list, { zh: words, en: words }, undefined, known);
        known = oldBelow(known, node);
        list = node.children ??= [];
      }
    }
    return made.map(pruned);
  }
  const stack: { indent: number; node: Branch; known: readonly Branch[] }[] = [];
  for (const line of lines) {
    const indent = /^\s*/.exec(line.replaceAll("\t", "  "))?.[0].length ?? 0;
    while (stack.length && (stack.at(-1)?.indent ?? 0) >= indent) stack.pop();
    const above = stack.at(-1);
    const [zh = "", second, third] = line.split("|").map((one) => one.trim());
    const own = third ?? (second && NAME.test(second) && second === second.toLowerCase() ? second : undefined);
    const en = third !== undefined ? second || zh : own === second ? zh : second || zh;
    const known = above ? oldBelow(above.known, above.node) : before;
    const list = above ? (above.node.children ??= []) : made;
    const node = put(list, { zh, en }, own, known);
    stack.push({ indent, node, known });
  }
  return made.map(pruned);
}

const pruned = ({ children, ...node }: Branch): Branch => (children?.length ? { ...node, children: children.map(pruned) } : node);

export const depthOf = (tree: readonly Branch[]): number => (tree.length ? 1 + Math.max(...tree.map(({ children }) => depthOf(children ?? []))) : 0);
export const countOf = (tree: readonly Branch[]): number => tree.reduce((sum, { children }) => sum + 1 + countOf(children ?? []), 0);
