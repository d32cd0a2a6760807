import { describe, expect, it } from "vitest";
import { asPercent, banded, bandsOf, halved, lightAt, limitsOf, mended, moved, sound, stretch, without } from "./scale";

const three = banded(["red", "yellow", "green"], [0.85, 0.95]);

describe("bands", () => {
  it("are read from a definition and checked as the engine does", () => {
    expect(bandsOf([{ light: "red", from: null, to: 0.85 }, { light: "pink" }, 3, { light: "green", from: 0.85, to: "x" }])).toEqual([
      { light: "red", from: null, to: 0.85 },
      { light: "green", from: 0.85, to: null },
    ]);
    expect(sound(three)).toBe(true);
    expect(sound([])).toBe(false);
    expect(sound([{ light: "red", from: null, to: 0.85 }, { light: "green", from: 0.86, to: null }])).toBe(false);
    expect(sound([{ light: "red", from: null, to: 0.85 }, { light: "green", from: 0.84, to: null }])).toBe(false);
    expect(sound([{ light: "red", from: 0, to: null }])).toBe(false);
  });
  it("give a limit to the band above it: exactly 85 % is yellow", () => {
    expect([0.849999, 0.85, 0.9499994, 0.95, 7].map((one) => lightAt(three, one))).toEqual(["red", "yellow", "yellow", "green", "green"]);
    expect(lightAt(three, 0.8499999)).toBe("yellow"); // 6 decimals are compared
  });
  it("cannot be moved past one another", () => {
    expect(limitsOf(moved(three, 0, 0.8))).toEqual([0.8, 0.95]);
    expect(limitsOf(moved(three, 0, 0.99))).toEqual([0.949, 0.95]);
    expect(limitsOf(moved(three, 1, 0.1))).toEqual([0.85, 0.851]);
    expect(sound(moved(three, 1, 12))).toBe(true);
  });
  it("are split and taken away without a gap", () => {
    const four = halved(three, 1);
    expect(four.map(({ light, from, to }) => [light, from, to])).toEqual([
      ["red", null, 0.85],
      ["yellow", 0.85, 0.9],
      ["green", 0.9, 0.95],
      ["green", 0.95, null],
    ]);
    expect(limitsOf(without(four, 0))).toEqual([0.9, 0.95]);
    expect(limitsOf(without(three, 2))).toEqual([0.85]);
    expect(without(banded(["red"], []), 0)).toHaveLength(1);
    expect(sound(halved(banded(["green"], []), 0))).toBe(true);
  });
  it("are mended where somebody has left a gap or an overlap", () => {
    const torn = [
      { light: "green" as const, from: 0.96, to: null },
      { light: "red" as const, from: null, to: 0.85 },
      { light: "yellow" as const, from: 0.86, to: 0.95 },
    ];
    expect(mended(torn)).toEqual(banded(["red", "yellow", "green"], [0.86, 0.96]));
    expect(mended([])).toEqual(three);
  });
  it("are shown with room at both ends", () => {
    expect(stretch([0.85, 0.95])).toEqual([0.75, 1.05]);
    expect(stretch([])).toEqual([0.7, 1.1]);
    expect(stretch([0.85, 0.95], [0.5, 0.9, 1.3])).toEqual([0.4, 1.4]);
    expect(asPercent(0.855)).toBe("85.5");
  });
});
