/** Exact decimals: whole minor units as bigint, never a float. */

const PLAIN = /^([-−]?)(\d*)(?:\.(\d*))?$/;
const SCALES: Record<string, number> = { "%": -2, "‰": -3, "\u4e07": 4, "\u4ebf": 8 };

/** "428571.43" in units of 10^-digits; null where it is no number or has more decimals than that. */
export function minorOf(text: string, digits: number): bigint | null {
  const found = PLAIN.exec(text.trim());
  if (!found) return null;
  const [, sign = "", whole = "", rest = ""] = found;
  if (!whole && !rest) return null;
  const kept = rest.replace(/0+$/, "");
  if (kept.length > digits) return null;
  const amount = BigInt((whole || "0") + kept.padEnd(digits, "0"));
  return sign ? -amount : amount;
}

/** The decimal text with all its digits: 12345n, 2 → "123.45". */
export function majorOf(amount: bigint, digits: number): string {
  const text = (amount < 0n ? -amount : amount).toString().padStart(digits + 1, "0");
  const cut = text.length - digits;
  return (amount < 0n ? "-" : "") + (digits ? `${text.slice(0, cut)}.${text.slice(cut)}` : text);
}

/** As people read it: 1,234,567.80, with a real minus. */
export function grouped(text: string): string {
  const [whole = "", rest] = text.replace("-", "−").split(".");
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",") + (rest === undefined ? "" : `.${rest}`);
}

/** Without idle zeros: "0.340000000" → "0.34". */
export function short(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** Moves the point: shifted("0.34", 2) → "34". */
export function shifted(text: string, places: number): string {
  const found = PLAIN.exec(text);
  if (!found) return text;
  const [, sign = "", whole = "", rest = ""] = found;
  const figures = (whole + rest).padStart(1, "0");
  const point = whole.length + places;
  const padded = point <= 0 ? "0".repeat(1 - point) + figures : figures.padEnd(point, "0");
  const at = point <= 0 ? 1 : point;
  const head = padded.slice(0, at).replace(/^0+(?=\d)/, "");
  return sign + short(padded.length > at ? `${head}.${padded.slice(at)}` : head);
}

/** What was typed or came from a spreadsheet as plain decimal text ("¥1,200", "3.5万", "34%"); null where it is none. */
export function typed(text: string): string | null {
  let plain = text.trim().replace(/[,，\s¥￥$€]/g, "").replace(/^\((.*)\)$/, "-$1").replace("−", "-");
  let places = 0;
  const last = plain.at(-1) ?? "";
  if (last in SCALES) {
    places = SCALES[last] ?? 0;
    plain = plain.slice(0, -1);
  }
  const found = PLAIN.exec(plain);
  if (!found || (!found[2] && !found[3])) return null;
  return shifted(plain.startsWith(".") ? `0${plain}` : plain.replace(/^-\./, "-0."), places);
}
