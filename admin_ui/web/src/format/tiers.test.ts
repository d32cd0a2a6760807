import { expect, it } from "vitest";
import { tierScale } from "./tiers";

it("places tiers and actual on one scale", () => {
  const scale = tierScale({ actual: 50, targets: { baseline: 95, target: 100, stretch: 110 } });
  expect(scale?.ticks.map(({ name }) => name)).toEqual(["baseline", "target", "stretch"]);
  expect(scale?.actual).toBeCloseTo(50 / (110 * 1.08));
  expect(scale?.ticks[1]?.at).toBeCloseTo(100 / (110 * 1.08));
});

it("keeps the tiers apart when the actual is far beyond them", () => {
  const scale = tierScale({ actual: 1000, targets: { target: 100 } });
  expect(scale?.actual).toBe(1);
  expect(scale?.ticks[0]?.at).toBeCloseTo(1 / 1.5);
});

it("draws nothing without a tier, and no bar without an actual", () => {
  expect(tierScale({ actual: 5, targets: {} })).toBeNull();
  expect(tierScale({ actual: 5, targets: { target: null } })).toBeNull();
  expect(tierScale({ actual: null, targets: { target: 10 } })?.actual).toBeNull();
});
