/** Times of the organisation's zone as the browser's `datetime-local` fields hold them ("2026-11-26T18:00"), whatever zone the browser is in. */

const MINUTE = 60_000;

/** An instant as a local time of the zone. */
export function localOf(at: number, zone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at).replace(" ", "T");
}

/** A local time of the zone as an ISO instant. Where the clock is put forward, the later reading; where back, the earlier. */
export function instantOf(local: string, zone: string): string {
  const wanted = Date.parse(`${local}:00Z`);
  const offset = (at: number) => Date.parse(`${localOf(at, zone)}:00Z`) - Math.floor(at / MINUTE) * MINUTE;
  const guess = wanted - offset(wanted);
  return new Date(wanted - offset(guess)).toISOString();
}

/** The end of the zone's day. */
export function tonight(at: number, zone: string): string {
  return `${localOf(at, zone).slice(0, 10)}T23:59`;
}
