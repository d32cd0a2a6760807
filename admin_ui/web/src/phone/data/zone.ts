/** Times of day are said in the app's zone, wherever the phone is: 18:00 is when the duty is due. */

const KEPT = "navmark.phone.zone";
let zone = globalThis.localStorage?.getItem(KEPT) ?? undefined;

/** Called with what the server says; kept for days without a network. */
export function keepZone(name: string | undefined): void {
  if (!name || name === zone) return;
  zone = name;
  localStorage.setItem(KEPT, name);
}

function parts(instant: Date): Record<string, string> {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
}

/** 08:30 of today, else 11-23 08:30. */
export function clock(instant: string): string {
  const at = parts(new Date(instant));
  const now = parts(new Date());
  const time = `${at.hour}:${at.minute}`;
  return at.year === now.year && at.month === now.month && at.day === now.day ? time : `${at.month}-${at.day} ${time}`;
}
