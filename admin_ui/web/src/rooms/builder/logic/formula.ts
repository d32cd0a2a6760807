import type { Issue, Language, Text, Words } from "../../../api/types";

/** A name that a formula may use, as `GET /changes/{id}/names` has it. */
export interface FormulaName {
  kind: "measure" | "indicator" | "column" | "lookup" | "field" | "function" | "aggregate" | "word";
  name: string;
  title: Text;
  type: string | null;
  dataset: string | null;
  dataset_title: Text | null;
  unit_of_measure: Text | null;
  formula: string | null;
  signature: string | null;
  example: string | null;
}

export interface Token {
  from: number;
  to: number;
  kind: "name" | "number" | "text" | "sign";
}

/** Where a formula stands: what it may name. `own` is the definition's own name, which it may not. */
export type Place = { of: "indicator"; own: string; dataset: string | null } | { of: "measure" | "accept"; dataset: string } | { of: "form" };

const TOKEN = /("[^"]*"?|'[^']*'?)|([\p{L}_][\p{L}\p{N}_]*)|(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|([^\s])/gu;

/** The pieces of a formula, however unfinished it is. */
export function tokensOf(text: string): Token[] {
  return [...text.matchAll(TOKEN)].map((found) => ({
    from: found.index,
    to: found.index + found[0].length,
    kind: found[1] !== undefined ? "text" : found[2] !== undefined ? "name" : found[3] !== undefined ? "number" : "sign",
  }));
}

/** What may be named at a place. */
export function namesAt(names: readonly FormulaName[], place: Place): FormulaName[] {
  return names.filter(({ kind, name, dataset }) => {
    if (kind === "function" || kind === "word") return true;
    if (place.of === "form") return false; // its own fields are put beside these
    if (kind === "aggregate") return place.of === "measure" || (place.of === "indicator" && place.dataset !== null);
    if (place.of === "indicator") return kind === "measure" ? true : kind === "indicator" ? name !== place.own : dataset !== null && dataset === place.dataset;
    return kind === "column" ? dataset === place.dataset : kind === "lookup" && place.of === "measure" && dataset === place.dataset;
  });
}

/** The names that stand for something with a title: those are shown as chips. */
export function titledOf(names: readonly FormulaName[]): Map<string, FormulaName> {
  const found = new Map<string, FormulaName>();
  for (const one of names) if (one.kind !== "function" && one.kind !== "aggregate" && one.kind !== "word" && !found.has(one.name)) found.set(one.name, one);
  return found;
}

/** Where chips stand in a formula. `open`: the end of the name that is still being typed, which stays as it is. */
export function chipsIn(text: string, titled: ReadonlyMap<string, FormulaName>, open: number | null = null): { from: number; to: number; name: FormulaName }[] {
  return tokensOf(text).flatMap(({ from, to, kind }) => {
    const name = kind === "name" && to !== open ? titled.get(text.slice(from, to)) : undefined;
    return name && text.slice(to).trimStart()[0] !== "(" ? [{ from, to, name }] : [];
  });
}

const SIGNS: Record<string, string> = { "*": "×", "/": "÷", "==": "=", "!=": "≠", "<=": "≤", ">=": "≥", "-": "−" };

/** The formula for people: titles in place of names, signs as on paper. */
export function inWords(text: string, titled: ReadonlyMap<string, FormulaName>, lang: Language): string {
  const chips = new Map(chipsIn(text, titled).map(({ from, name }) => [from, name.title[lang] || name.title.zh]));
  const said = text.replace(/("[^"]*"|'[^']*')|([\p{L}_][\p{L}\p{N}_]*)|(==|!=|<=|>=|[*/-])/gu, (all, quoted: string | undefined, name: string | undefined, sign: string | undefined, at: number) => {
    if (quoted !== undefined) return quoted;
    if (name !== undefined) return chips.has(at) ? `[${chips.get(at)}]` : name;
    return sign === undefined ? all : (SIGNS[sign] ?? sign);
  });
  return said.replace(/\s+/g, " ").trim();
}

const ORDER = ["field", "measure", "indicator", "column", "lookup", "aggregate", "function", "word"];

/** What somebody may mean who has typed this much, best first: by name or by title in either language. */
export function offers(names: readonly FormulaName[], typed: string, most = 40): FormulaName[] {
  const wanted = typed.toLocaleLowerCase();
  const rank = ({ name, title }: FormulaName): number => {
    const all = [name, title.zh, title.en].map((one) => one.toLocaleLowerCase());
    if (!wanted) return 2;
    if (all.some((one) => one === wanted)) return 0;
    if (all.some((one) => one.startsWith(wanted))) return 1;
    if (all.some((one) => one.split(/[\s_]+/).some((word) => word.startsWith(wanted)))) return 2;
    return all.some((one) => one.includes(wanted)) ? 3 : 9;
  };
  return names
    .map((one) => ({ one, at: rank(one) }))
    .filter(({ one, at }) => at < 9 && (wanted || one.kind !== "word"))
    .sort((a, b) => a.at - b.at || ORDER.indexOf(a.one.kind) - ORDER.indexOf(b.one.kind) || a.one.name.localeCompare(b.one.name))
    .slice(0, most)
    .map(({ one }) => one);
}

/** The stretch of text an issue is about: the token at its position; without one, all of it. */
export function stretchOf(issue: Issue & { position?: number | null }, text: string): { from: number; to: number } {
  const at = issue.position;
  if (at === undefined || at === null) return { from: 0, to: text.length };
  const found = tokensOf(text).find(({ from, to }) => from <= at && at < to);
  if (found) return { from: found.from, to: found.to };
  const from = Math.min(at, Math.max(0, text.length - 1));
  return { from, to: Math.min(text.length, from + 1) };
}

const say = (words: Words): string => (typeof words === "string" ? words : (words?.en ?? ""));

/** The name that an issue proposes in place of a mistyped one. */
export function meant(issue: Issue): string | null {
  return /^N(203|308|309)$/.test(issue.code) ? (/did you mean "([a-z][a-z0-9_]*)"/i.exec(say(issue.hint))?.[1] ?? null) : null;
}
