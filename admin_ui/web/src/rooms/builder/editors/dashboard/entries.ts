import { type Place, placed, settled, type Size } from "../../../boards/layout";
import type { Definition } from "../../editor";

export interface Entry {
  type: string;
  title?: { zh: string; en: string };
  indicator?: string;
  indicators?: string[];
  x?: number;
  y?: number;
  w?: number;
  h?: number;
  settings?: Record<string, unknown>;
}

export interface Sizes {
  minimal: Size;
  default: Size;
}

export const ANY: Sizes = { minimal: { w: 2, h: 1 }, default: { w: 6, h: 6 } };

export function entriesOf(value: Definition): Entry[] {
  return Array.isArray(value.layout) ? (value.layout as Entry[]) : [];
}

/** The definition with another layout; without any widget it has none. */
export function withEntries(value: Definition, entries: readonly Entry[]): Definition {
  const { layout: _, ...rest } = value;
  return (entries.length > 0 ? { ...rest, layout: entries } : rest) as Definition;
}

export function placesOf(entries: readonly Entry[], sizeOf: (type: string) => Sizes): Place[] {
  return placed(entries.map((entry) => ({ wish: entry, size: sizeOf(entry.type).default, minimal: sizeOf(entry.type).minimal })));
}

/** The entries with these places written into them. */
export function standing(entries: readonly Entry[], places: readonly Place[]): Entry[] {
  return entries.map((entry, at) => {
    const { x, y, w, h } = places[at] ?? { x: 0, y: 0, w: 6, h: 6 };
    const { settings, ...rest } = entry;
    return { ...rest, x, y, w, h, ...(settings ? { settings } : {}) };
  });
}

/** A widget more, below everything. */
export function added(entries: readonly Entry[], type: string, sizeOf: (type: string) => Sizes, settings?: Record<string, unknown>): Entry[] {
  const places = placesOf(entries, sizeOf);
  const y = Math.max(0, ...places.map((place) => place.y + place.h));
  const made = { type, ...(settings ? { settings } : {}) };
  return standing([...entries, made], [...places, { x: 0, y, ...sizeOf(type).default }]);
}

/** One moved or stretched, the others making room. */
export function moved(entries: readonly Entry[], at: number, place: Place, sizeOf: (type: string) => Sizes): Entry[] {
  const places = placesOf(entries, sizeOf).map((old, index) => (index === at ? place : old));
  return standing(entries, settled(places, at));
}
