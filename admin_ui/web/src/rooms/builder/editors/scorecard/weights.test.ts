import { expect, test } from "vitest";
import { filled, levelled, type Line, percentOf, total, weighed } from "./weights";

const lines = (...weights: number[]): Line[] => weights.map((weight, i) => ({ name: `l${i}`, weight }));
const written = (found: Line[] | null) => found?.map(({ weight }) => weight);

test("fractions and per cent are understood; binary noise is not shown", () => {
  expect(total(lines(0.1, 0.2, 0.7))).toBe(100);
  expect(total(lines(40, 30, 20))).toBe(90);
  expect(percentOf({ weight: 0.07 }, lines(0.07, 0.93))).toBe(7);
  expect(total(lines(1))).toBe(100);
});

test("what is missing goes to the last line, what is too much is taken from one that stays above nothing", () => {
  expect(written(filled(lines(40, 30, 20)))).toEqual([40, 30, 30]);
  expect(written(filled(lines(0.7, 0.4)))).toEqual([70, 30]);
  expect(written(filled(lines(90, 60, 5)))).toEqual([90, 5, 5]);
  expect(filled(lines(100, 100))).toBeNull();
  expect(filled([])).toBeNull();
});

test("a changed weight makes per cent of all, equal ones make exactly 100", () => {
  expect(written(weighed(lines(0.5, 0.5), 1, 30))).toEqual([50, 30]);
  expect(written(levelled(lines(1, 1, 1)))).toEqual([33.34, 33.33, 33.33]);
});
