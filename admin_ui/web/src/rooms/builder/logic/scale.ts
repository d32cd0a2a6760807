import { isObject, type Json } from "./path";

export type BandLight = "red" | "yellow" | "green";
export interface Band {
  light: BandLight;
  from: number | null;
  to: number | null;
}

/** Two limits are never nearer than this: a tenth of a per cent. */
export const LEAST = 0.001;
const LIGHTS: readonly string[] = ["red", "yellow", "green"];

/** The bands of a definition, as far as they are bands at all. */
export function bandsOf(value: Json | undefined): Band[] {
  const end = (one: Json | undefined) => (typeof one === "number" && Number.isFinite(one) ? one : null);
  return (Array.isArray(value) ? value : []).flatMap((one) => (isObject(one) && LIGHTS.includes(String(one.light)) ? [{ light: one.light as BandLight, from: end(one.from), to: end(one.to) }] : []));
}

/** Whether they follow one another from −∞ to ∞ without gap or overlap. */
export function sound(bands: readonly Band[]): boolean {
  return bands.length > 0 && bands.every(({ from, to }, i) => (i === 0 ? from === null : from !== null && from === bands[i - 1]?.to) && (i === bands.length - 1 ? to === null : to !== null) && (from === null || to === null || from < to));
}

/** The limits between the bands, rising. */
export const limitsOf = (bands: readonly Band[]): number[] => bands.slice(1).map(({ from }, i) => from ?? bands[i]?.to ?? 0);

/** Bands of these lights with these limits between them: a gap or an overlap cannot be said. */
export function banded(lights: readonly BandLight[], limits: readonly number[]): Band[] {
  return lights.map((light, i) => ({ light, from: i === 0 ? null : (limits[i - 1] ?? null), to: i === lights.length - 1 ? null : (limits[i] ?? null) }));
}

/** Tidy: no more digits than a limit needs. */
export const tidy = (value: number): number => Number(value.toFixed(6));

/** The bands with one limit elsewhere; it stays between its neighbours. */
export function moved(bands: readonly Band[], at: number, to: number): Band[] {
  const limits = limitsOf(bands);
  const low = at > 0 ? (limits[at - 1] ?? 0) + LEAST : Number.NEGATIVE_INFINITY;
  const high = at < limits.length - 1 ? (limits[at + 1] ?? 0) - LEAST : Number.POSITIVE_INFINITY;
  limits[at] = tidy(Math.min(high, Math.max(low, to)));
  return banded(bands.map(({ light }) => light), limits);
}

/** Another band above this one: it takes the upper half, or the next ten per cent. */
export function halved(bands: readonly Band[], at: number): Band[] {
  const here = bands[at];
  if (!here) return [...bands];
  const limits = limitsOf(bands);
  const low = here.from ?? (here.to === null ? 0.8 : here.to - 0.2);
  const high = here.to ?? low + 0.2;
  limits.splice(at, 0, tidy((low + high) / 2));
  const lights = bands.map(({ light }) => light);
  const next: BandLight = here.light === "red" ? "yellow" : here.light === "yellow" ? "green" : "yellow";
  lights.splice(at + 1, 0, next);
  return banded(lights, limits);
}

/** Without this band: the one below it (of the first, the one above) grows over its place. */
export function without(bands: readonly Band[], at: number): Band[] {
  if (bands.length < 2) return [...bands];
  const limits = limitsOf(bands);
  limits.splice(Math.max(0, at - 1), 1);
  return banded(bands.filter((_, i) => i !== at).map(({ light }) => light), limits);
}

/** The nearest sound bands: in rising order, each beginning where the one before ends. */
export function mended(bands: readonly Band[]): Band[] {
  if (!bands.length) return banded(["red", "yellow", "green"], [0.85, 0.95]);
  const rising = [...bands].sort((a, b) => (a.from ?? Number.NEGATIVE_INFINITY) - (b.from ?? Number.NEGATIVE_INFINITY));
  const limits: number[] = [];
  for (const { from } of rising.slice(1)) limits.push(tidy(Math.max(from ?? 0, (limits.at(-1) ?? Number.NEGATIVE_INFINITY) + LEAST)));
  return banded(rising.map(({ light }) => light), limits);
}

/** The stretch of attainments a strip shows: all limits with room at both ends, in steps of 5 %. */
export function stretch(limits: readonly number[], marks: readonly number[] = []): [number, number] {
  const all = limits.length ? [...limits] : [0.8, 1];
  const [near, far] = [marks[Math.floor(marks.length * 0.05)], marks[Math.floor(marks.length * 0.95)]];
  const low = Math.max(Math.min(...all, near ?? Number.POSITIVE_INFINITY) - 0.1, Math.min(...all) - 0.5);
  const high = Math.min(Math.max(...all, far ?? Number.NEGATIVE_INFINITY) + 0.1, Math.max(...all) + 0.5);
  return [tidy(Math.floor(tidy(low * 20)) / 20), tidy(Math.ceil(tidy(high * 20)) / 20)];
}

/** The light of an attainment, as the engine judges it: a limit belongs to the band above. */
export function lightAt(bands: readonly Band[], attainment: number): BandLight | null {
  const shown = Number(attainment.toFixed(6));
  return bands.find(({ from, to }) => (from === null || shown >= from) && (to === null || shown < to))?.light ?? null;
}

/** 0.855 → "85.5". */
export const asPercent = (value: number): string => String(Number((value * 100).toFixed(4)));
