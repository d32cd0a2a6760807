import type { Curve } from "../../../../parts/curve/curve";

/** A curve of each type to begin with: for an attainment, or for a value. */
export function beginning(type: Curve["type"], share: boolean): Curve {
  const [low, mid, high] = share ? [0.6, 0.85, 1] : [0, 50, 100];
  if (type === "linear") return { type, from: { at: low, points: 0 }, to: { at: high, points: 100 } };
  if (type === "step") return { type, bands: [{ from: null, points: 0 }, { from: mid, points: 60 }, { from: high, points: 100 }] };
  return { type, places: [{ at: low, points: 0 }, { at: mid, points: 70 }, { at: high, points: 100 }] };
}
