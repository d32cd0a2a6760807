import { expect, test } from "vitest";
import { numberOf, tooFine } from "./typed";

test("numbers are read as people type them", () => {
  const typed = ["12", "-3.5", ".5", "1,234.5", "\uff11\uff12\uff0e\uff15", " 7 ", "12.", "", "1e5", "--1", "1.2.3", "abc"];
  expect(typed.map(numberOf)).toEqual([12, -3.5, 0.5, 1234.5, 12.5, 7, 12, null, null, null, null, null]);
});

test("decimals are counted without the noise of binary fractions", () => {
  expect([tooFine(0.1 + 0.2, 1), tooFine(0.333 * 100, 1), tooFine(1e12 + 0.5, 1)]).toEqual([null, null, null]);
  expect(tooFine(0.25, 1)).toBe("最多 1 位小数");
});
