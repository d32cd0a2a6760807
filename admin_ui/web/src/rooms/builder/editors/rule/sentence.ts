import { isObject, type Json } from "../../logic/path";

interface Setting {
  name: string;
  kind: string;
  default?: unknown;
}

/** Whether a setting is typed as percent: a share always, a line where it is one of attainment. */
export const percentIn = (control: Setting, settings: { [key: string]: Json }): boolean => control.kind === "percent" || (control.kind === "value" && settings.of === "attainment");

/** What holds where the setting is left out: a value, or that of another setting by its name. */
export function fallbackOf({ default: given }: Setting, settings: { [key: string]: Json }): Json | undefined {
  return (typeof given === "string" && given in settings ? settings[given] : (given as Json | undefined)) ?? undefined;
}

/** A condition of another type to begin with: what both know is kept, what the new one needs comes from its examples. */
export function begun(settings: { [key: string]: Json }, condition: { controls: readonly Setting[]; schema: unknown } | undefined, type: string): { [key: string]: Json } {
  const schema = condition?.schema as { required?: string[]; properties?: Record<string, { examples?: Json[] }> } | undefined;
  const found: { [key: string]: Json } = { type };
  for (const { name } of condition?.controls ?? []) {
    const kept = settings[name];
    const example = schema?.properties?.[name]?.examples?.[0];
    if (kept !== undefined && name !== "than") found[name] = kept;
    else if (schema?.required?.includes(name) && example !== undefined) found[name] = example;
  }
  return found;
}

/** A piece of a sentence: words, or a place for a control. */
export type Part = { text: string } | { hole: string };

/** "a {x} b" → words and holes in order. */
export function partsOf(sentence: string): Part[] {
  return sentence
    .split(/(\{\w+\})/)
    .filter((piece) => piece !== "")
    .map((piece) => (/^\{\w+\}$/.test(piece) ? { hole: piece.slice(1, -1) } : { text: piece }));
}

/** The frame's sentence with the condition's own in its `{condition}`. */
export function whole(frame: string, condition: string): Part[] {
  return partsOf(frame).flatMap((part) => ("hole" in part && part.hole === "condition" ? partsOf(condition) : [part]));
}

/** The sentence as it is read aloud. */
export function spoken(parts: readonly Part[], say: (hole: string) => string): string {
  return parts.map((part) => ("text" in part ? part.text : say(part.hole))).join("");
}

/** The value with one field set; undefined takes it away. */
export function withField(value: { [key: string]: Json }, name: string, next: Json | undefined): { [key: string]: Json } {
  const { [name]: _, ...rest } = value;
  return next === undefined ? rest : { ...value, [name]: next };
}

/** As `withField`, one level down: `withInner(rule, "condition", "days", 3)`. */
export function withInner(value: { [key: string]: Json }, name: string, inner: string, next: Json | undefined): { [key: string]: Json } {
  const there = value[name];
  return withField(value, name, withField(isObject(there) ? there : {}, inner, next));
}

/** The role of a recipient set, or the recipient taken away. */
export function withRole(value: { [key: string]: Json }, part: string, role: string | undefined): { [key: string]: Json } {
  return withField(value, part, role === undefined ? undefined : { role });
}

/** Shares are typed as percent: 0.85 ↔ 85, without the noise of floating multiplication. */
export const percentOf = (share: number): number => Number((share * 100).toFixed(6));
export const shareOf = (percent: number): number => Number((percent / 100).toFixed(8));
