import type { Post, Unit } from "./org";

/** A unit as a line of the tree. */
export interface Line {
  unit: Unit;
  depth: number;
  children: number;
  open: boolean;
}

export interface Tree {
  byCode: ReadonlyMap<string, Unit>;
  children: ReadonlyMap<string, readonly Unit[]>;
  roots: readonly Unit[];
}

/** Units by their parents; what names a missing parent (or goes round in a circle) stands at the top, so that it is seen. */
export function treeOf(units: readonly Unit[]): Tree {
  const byCode = new Map(units.map((unit) => [unit.code, unit]));
  const children = new Map<string, Unit[]>();
  const roots: Unit[] = [];
  for (const unit of units) {
    if (!byCode.has(unit.parent) || unit.parent === unit.code) roots.push(unit);
    else {
      const beside = children.get(unit.parent);
      if (beside) beside.push(unit);
      else children.set(unit.parent, [unit]);
    }
  }
  const seen = new Set<string>();
  const walk = (list: readonly Unit[]) => {
    const waiting = [...list];
    for (let unit = waiting.pop(); unit; unit = waiting.pop()) {
      if (seen.has(unit.code)) continue;
      seen.add(unit.code);
      waiting.push(...(children.get(unit.code) ?? []));
    }
  };
  walk(roots);
  for (const unit of units)
    if (!seen.has(unit.code)) {
      roots.push(unit);
      children.set(unit.parent, (children.get(unit.parent) ?? []).filter((one) => one !== unit));
      walk([unit]);
    }
  return { byCode, children, roots };
}

/** The lines to show: below what is open; with a search, what it finds and the way to it. */
export function linesOf(tree: Tree, open: ReadonlySet<string>, search: string): Line[] {
  const word = search.trim().toLowerCase();
  const wanted = word ? found(tree, word) : null;
  const lines: Line[] = [];
  const walk = (units: readonly Unit[], depth: number) => {
    for (const unit of units) {
      if (wanted && !wanted.has(unit.code)) continue;
      const below = tree.children.get(unit.code) ?? [];
      const shown = wanted ? below.some(({ code }) => wanted.has(code)) : open.has(unit.code);
      lines.push({ unit, depth, children: below.length, open: shown });
      if (shown) walk(below, depth + 1);
    }
  };
  walk(tree.roots, 0);
  return lines;
}

function found(tree: Tree, word: string): Set<string> {
  const kept = new Set<string>();
  for (const unit of tree.byCode.values()) {
    if (![unit.code, unit.zh, unit.en, unit.groups].some((text) => text.toLowerCase().includes(word))) continue;
    for (let at: Unit | undefined = unit; at && !kept.has(at.code); at = tree.byCode.get(at.parent)) kept.add(at.code);
  }
  return kept;
}

/** Codes at and below a unit: where it cannot be moved to. */
export function within(tree: Tree, code: string): Set<string> {
  const kept = new Set<string>();
  const waiting = [code];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (kept.has(at)) continue;
    kept.add(at);
    waiting.push(...(tree.children.get(at) ?? []).map((unit) => unit.code));
  }
  return kept;
}

export const isClosed = (unit: Unit, today: string): boolean => unit.closed !== "" && unit.closed <= today;

/** Whether a post is held by somebody on a day. */
export const holds = (post: Post, day: string): boolean => post.login !== "" && (post.since === "" || post.since <= day) && (post.until === "" || post.until >= day);

/** The posts that nobody (but perhaps a deputy) holds today: each role at each open unit of its level. */
export function vacancies(units: readonly Unit[], posts: readonly Post[], roles: readonly { name: string; level: string }[], today: string): { role: string; unit: Unit; deputy: boolean }[] {
  const held = new Set<string>();
  const deputies = new Set<string>();
  for (const post of posts) if (holds(post, today)) (post.deputy ? deputies : held).add(`${post.role} ${post.unit}`);
  return roles.flatMap(({ name, level }) =>
    units
      .filter((unit) => unit.level === level && !isClosed(unit, today) && !held.has(`${name} ${unit.code}`))
      .map((unit) => ({ role: name, unit, deputy: deputies.has(`${name} ${unit.code}`) })),
  );
}
