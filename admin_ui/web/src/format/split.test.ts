import { expect, it } from "vitest";
import { splitBars } from "./split";

it("puts all bars on one zero line across the whole width", () => {
  const [less, more] = splitBars([-30, 10]);
  expect(less).toEqual({ from: 0, size: 0.75, zero: 0.75 });
  expect(more).toEqual({ from: 0.75, size: 0.25, zero: 0.75 });
});

it("survives nothing at all", () => {
  expect(splitBars([null, 0])).toEqual([
    { from: 0, size: 0, zero: 0 },
    { from: 0, size: 0, zero: 0 },
  ]);
});
