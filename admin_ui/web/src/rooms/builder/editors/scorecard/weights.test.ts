import { expect, test } from "vitest";
import { levelled, type Line, mend, percentOf, total, weighed } from "./weights";

const lines = (...weights: number[]): Line[] => weights.map((weight, i) => ({ name: `l${i}`, weight }));
const written = (found: Line[]) => found.map(({ weight }) => weight);

test("fractions and per cent are understood; binary noise is not shown", () => {
  expect(total(lines(0.1, 0.2, 0.7))).toBe(100);
  expect(total(lines(40, 30, 20))).toBe(90);
  expect(percentOf({ weight: 0.07 }, lines(0.07, 0.93))).toBe(7);
  expect(total(lines(1))).toBe(100);
});

test("what is missing goes to the smallest, what is too much is taken from the largest", () => {
  expect(mend(lines(40, 30, 20))).toEqual({ at: 2, to: 30 });
  expect(mend(lines(35, 20, 15, 15))).toEqual({ at: 2, to: 30 });
  expect(mend(lines(0.7, 0.4))).toEqual({ at: 0, to: 60 });
  expect(mend(lines(90, 60, 5))).toEqual({ at: 0, to: 35 });
  expect(mend(lines(100, 100))).toBeNull();
  expect(mend([])).toBeNull();
});

test("a changed weight makes per cent of all, equal ones make exactly 100", () => {
  expect(written(weighed(lines(0.5, 0.5), 1, 30))).toEqual([50, 30]);
  expect(written(levelled(lines(1, 1, 1)))).toEqual([33.34, 33.33, 33.33]);
});
