/** A place on the grid of 12 columns; rows are 48 px high and grow with what they hold. */
export interface Place {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface Size {
  w: number;
  h: number;
}

/** As a layout says it: whatever is missing is chosen here. */
export type Wish = { [side in keyof Place]?: number | null | undefined };

export const COLUMNS = 12;

const between = (value: number, least: number, most: number) => Math.max(least, Math.min(most, value));

export function overlap(a: Place, b: Place): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/** A place inside the grid and not smaller than its widget can be. */
export function fitted(place: Place, minimal: Size): Place {
  const w = between(place.w, Math.min(minimal.w, COLUMNS), COLUMNS);
  return { w, h: Math.max(place.h, minimal.h), x: between(place.x, 0, COLUMNS - w), y: Math.max(0, place.y) };
}

/** The first free place for a size, from the top down and the left to the right. */
export function free(taken: readonly Place[], size: Size): Place {
  for (let y = 0; ; y += 1)
    for (let x = 0; x + size.w <= COLUMNS; x += 1) {
      const place = { ...size, x, y };
      if (!taken.some((other) => overlap(place, other))) return place;
    }
}

/**
 * Where each entry of a layout stands. Those with a place keep it, pushed down where another is there already; those
 * without follow below everything, in their order.
 */
export function placed(entries: readonly { wish: Wish; size: Size; minimal?: Size }[]): Place[] {
  const found: (Place | undefined)[] = entries.map(() => undefined);
  const taken: Place[] = [];
  const given = entries.map((entry, at) => ({ ...entry, at })).filter(({ wish }) => typeof wish.x === "number" && typeof wish.y === "number");
  given.sort((a, b) => (a.wish.y ?? 0) - (b.wish.y ?? 0) || (a.wish.x ?? 0) - (b.wish.x ?? 0));
  for (const { wish, size, minimal, at } of given) {
    const place = fitted({ x: wish.x ?? 0, y: wish.y ?? 0, w: wish.w ?? size.w, h: wish.h ?? size.h }, minimal ?? { w: 1, h: 1 });
    while (taken.some((other) => overlap(place, other))) place.y += 1;
    taken.push((found[at] = place));
  }
  let bottom = Math.max(0, ...taken.map(({ y, h }) => y + h));
  let x = 0;
  let row = 0;
  entries.forEach(({ wish, size, minimal }, at) => {
    if (found[at]) return;
    const place = fitted({ x: 0, y: 0, w: wish.w ?? size.w, h: wish.h ?? size.h }, minimal ?? { w: 1, h: 1 });
    if (x + place.w > COLUMNS) [x, bottom, row] = [0, bottom + row, 0];
    found[at] = { ...place, x, y: bottom };
    x += place.w;
    row = Math.max(row, place.h);
  });
  return found as Place[];
}

/** The order in which a board is read: row by row from the left. It is the order on a phone and for a keyboard. */
export function readingOrder(places: readonly Place[]): number[] {
  return places.map((_, at) => at).sort((a, b) => (places[a]?.y ?? 0) - (places[b]?.y ?? 0) || (places[a]?.x ?? 0) - (places[b]?.x ?? 0));
}

/** A place after an arrow key: moved by a cell, or with `stretch` made wider or higher by one. */
export function nudged(place: Place, key: string, stretch: boolean, minimal: Size): Place {
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key] ?? [0, 0];
  if (stretch) return fitted({ ...place, w: Math.min(place.w + (dx ?? 0), COLUMNS - place.x), h: place.h + (dy ?? 0) }, minimal);
  return fitted({ ...place, x: place.x + (dx ?? 0), y: place.y + (dy ?? 0) }, minimal);
}

/** The places after one has moved: it stays, and what it stands on is pushed down, from the top. */
export function settled(places: readonly Place[], moved: number): Place[] {
  const own = places[moved];
  if (!own) return [...places];
  const taken: Place[] = [own];
  const found = [...places];
  for (const at of readingOrder(places)) {
    const place = places[at];
    if (at === moved || !place) continue;
    const free = { ...place };
    while (taken.some((other) => overlap(free, other))) free.y += 1;
    taken.push((found[at] = free));
  }
  return found;
}
