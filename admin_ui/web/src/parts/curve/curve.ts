/** Curves of scorecards, as `engine/kinds/scorecard/curves` has them: for drawing and for trying. The server's points count. */

export interface Place {
  at: number;
  points: number;
}
export interface Band {
  from: number | null;
  points: number;
}
interface Limits {
  cap?: number;
  floor?: number;
}
export type Curve = Limits & ({ type: "linear"; from: Place; to: Place } | { type: "step"; bands: Band[] } | { type: "table"; places: Place[] });

const TYPES = ["linear", "step", "table"];

/** Whether this client can draw a curve: its type is known (plugins bring others) and what it needs is there. */
export function known(curve: unknown): curve is Curve {
  if (typeof curve !== "object" || curve === null || !TYPES.includes((curve as Curve).type)) return false;
  const one = curve as Curve;
  const isPlace = (place: unknown) => typeof (place as Place | undefined)?.at === "number" && typeof (place as Place).points === "number";
  if (one.type === "linear") return isPlace(one.from) && isPlace(one.to) && one.from.at !== one.to.at;
  if (one.type === "table") return Array.isArray(one.places) && one.places.length > 1 && one.places.every(isPlace);
  return Array.isArray(one.bands) && one.bands.length > 0 && one.bands.every(({ points, from }) => typeof points === "number" && (from === null || typeof from === "number"));
}

const between = (value: number, { cap, floor }: Limits) => Math.max(floor ?? -Infinity, Math.min(cap ?? Infinity, value));

function bare(curve: Curve, x: number): number {
  if (curve.type === "linear") return curve.from.points + ((x - curve.from.at) * (curve.to.points - curve.from.points)) / (curve.to.at - curve.from.at);
  if (curve.type === "step") return curve.bands.reduce((points, band, i) => (i === 0 || (band.from !== null && x >= band.from) ? band.points : points), 0);
  const i = curve.places.findIndex(({ at }) => at > x);
  const [before, after] = [curve.places[i - 1], curve.places[i]];
  if (!after) return curve.places.at(-1)?.points ?? 0;
  return before ? before.points + ((x - before.at) * (after.points - before.points)) / (after.at - before.at) : after.points;
}

/** Points at x, at 4 decimals, within the curve's own limits and then the card's. */
export function pointsAt(curve: Curve, x: number, limits: Limits = {}): number {
  const exact = between(between(bare(curve, x), curve), limits);
  return Math.sign(exact) * (Math.round(Number((Math.abs(exact) * 1e4).toPrecision(13))) / 1e4);
}

/** Where something happens: bends and jumps, of the curve and of its limits. */
export function bends(curve: Curve, limits: Limits = {}): number[] {
  if (curve.type === "step") return curve.bands.flatMap(({ from }) => (from === null ? [] : [from]));
  const places = curve.type === "table" ? curve.places : [curve.from, curve.to];
  if (curve.type === "table") return places.map(({ at }) => at);
  const rise = (curve.to.points - curve.from.points) / (curve.to.at - curve.from.at);
  const ends = [curve.cap, curve.floor, limits.cap, limits.floor].flatMap((limit) => (limit === undefined || !rise ? [] : [curve.from.at + (limit - curve.from.points) / rise]));
  return [...places.map(({ at }) => at), ...ends].filter(Number.isFinite);
}

/** The part of the x axis worth showing: every bend with some room around it. */
export function reach(curve: Curve, limits: Limits = {}, mark?: number | null): [number, number] {
  const at = [...bends(curve, limits), ...(mark === null || mark === undefined ? [] : [mark])];
  const [low, high] = at.length ? [Math.min(...at), Math.max(...at)] : [0, 1];
  const room = (high - low || Math.abs(high) || 1) * 0.15;
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}

/** The line to draw, left to right; a jump is upright. */
export function drawn(curve: Curve, limits: Limits, low: number, high: number): [number, number][] {
  const at = [low, ...bends(curve, limits).filter((x) => x > low && x < high).sort((a, b) => a - b), high];
  if (curve.type !== "step") return at.map((x) => [x, pointsAt(curve, x, limits)]);
  return at.flatMap((x, i): [number, number][] => {
    const now: [number, number] = [x, pointsAt(curve, x, limits)];
    const before = at[i - 1];
    return before === undefined ? [now] : [[x, pointsAt(curve, before, limits)], now];
  });
}
