import { isObject, type Json } from "../../logic/path";

export interface Band {
  name: string;
  title: { zh: string; en: string };
  from: number;
  to: number;
}

const both = (value: Json | undefined) => (isObject(value) ? { zh: String(value.zh ?? ""), en: String(value.en ?? "") } : { zh: "", en: "" });

export const bandsIn = (value: Json | undefined): Band[] =>
  (Array.isArray(value) ? value : []).filter(isObject).map((one) => ({ name: String(one.name ?? ""), title: both(one.title), from: Number(one.from ?? 0), to: Number(one.to ?? 1) }));

/** Shares of the height to a hundredth, within the picture. */
const tidy = (share: number): number => Math.round(Math.min(1, Math.max(0, share)) * 100) / 100;

/** A band with an edge moved; the edges never cross. */
export function edged(band: Band, edge: "from" | "to", share: number): Band {
  const next = tidy(share);
  return edge === "from" ? { ...band, from: Math.min(next, tidy(band.to - 0.02)) } : { ...band, to: Math.max(next, tidy(band.from + 0.02)) };
}

/** A band moved as a whole, as far as the picture goes. */
export function shifted(band: Band, by: number): Band {
  const from = tidy(Math.min(1 - (band.to - band.from), Math.max(0, band.from + by)));
  return { ...band, from, to: tidy(from + (band.to - band.from)) };
}

/** A new band below the lowest, or in the middle. */
export function newBand(bands: readonly Band[], title: { zh: string; en: string }): Band {
  const names = new Set(bands.map(({ name }) => name));
  let name = "band";
  for (let i = 2; names.has(name); i += 1) name = `band_${i}`;
  const low = Math.max(0, ...bands.map(({ to }) => to));
  return low > 0.85 || bands.length === 0 ? { name, title, from: 0.4, to: 0.6 } : { name, title, from: low, to: tidy(Math.min(1, low + 0.2)) };
}
