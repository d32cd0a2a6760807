import { expect, test } from "vitest";
import { type Curve, drawn, known, pointsAt, reach } from "./curve";

interface Case {
  curve: Curve;
  cap?: number;
  floor?: number;
  points: [number, number][];
}
/** The same cases as the server's own curves (tests/engine/scores/test_curves.py). */
const cases = Object.values(import.meta.glob<Case[]>("../../../../../tests/engine/scores/curves.json", { eager: true, import: "default" })).flat();

test.each(cases.map((one) => [JSON.stringify(one.curve), one] as const))("%s", (_, { curve, points, ...limits }) => {
  expect(known(curve)).toBe(true);
  expect(points.map(([x]) => pointsAt(curve, x, limits))).toEqual(points.map(([, y]) => y));
});

test("there are cases", () => expect(cases.length).toBeGreaterThan(5));

test("what cannot be drawn is not taken for a curve", () => {
  for (const one of [null, {}, { type: "of_a_plugin" }, { type: "linear", from: { at: 1, points: 0 }, to: { at: 1, points: 1 } }, { type: "step", bands: [] }, { type: "table", places: [{ at: 1, points: 1 }] }]) expect(known(one)).toBe(false);
});

test("the default curve is drawn with its bends at cap and floor", () => {
  const curve: Curve = { type: "linear", from: { at: 0.6, points: 0 }, to: { at: 1, points: 100 } };
  const limits = { cap: 120, floor: 0 };
  const [low, high] = reach(curve, limits);
  expect([low, high].map((x) => Number(x.toFixed(3)))).toEqual([0.528, 1.152]);
  expect(drawn(curve, limits, low, high).map(([, y]) => y)).toEqual([0, 0, 0, 100, 120, 120]);
});
