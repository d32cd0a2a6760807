/** Where the phone is. */

import { localInstant } from "../data/ids";
import type { Place } from "../data/shapes";

export type NoPlace = "denied" | "unavailable" | "timeout" | "missing";

const WAIT_MS = 15_000;

/** Asks the phone; throws why there is no place. A place of the last half minute will do. */
export function locate(): Promise<Place> {
  return new Promise((found, failed: (why: NoPlace) => void) => {
    if (!navigator.geolocation) return failed("missing");
    navigator.geolocation.getCurrentPosition(
      ({ coords, timestamp }) =>
        found({ lat: coords.latitude, lon: coords.longitude, accuracy: Math.round(coords.accuracy * 10) / 10, at: localInstant(new Date(timestamp)) }),
      (problem) => failed(problem.code === 1 ? "denied" : problem.code === 3 ? "timeout" : "unavailable"),
      { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: 30_000 },
    );
  });
}
