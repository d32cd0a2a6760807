import { describe, expect, it } from "vitest";
import { fitted, free, nudged, overlap, placed, readingOrder, settled } from "./layout";

const size = { w: 6, h: 4 };
const entry = (wish = {}, own = size) => ({ wish, size: own, minimal: { w: 3, h: 2 } });

describe("placed", () => {
  it("stacks an old layout without places from the top down, two halves beside each other", () => {
    expect(placed([entry({}, { w: 12, h: 3 }), entry(), entry(), entry()])).toEqual([
      { x: 0, y: 0, w: 12, h: 3 },
      { x: 0, y: 3, w: 6, h: 4 },
      { x: 6, y: 3, w: 6, h: 4 },
      { x: 0, y: 7, w: 6, h: 4 },
    ]);
  });
  it("keeps given places, below them those without", () => {
    expect(placed([entry(), entry({ x: 6, y: 0, w: 6, h: 5 })])).toEqual([
      { x: 0, y: 5, w: 6, h: 4 },
      { x: 6, y: 0, w: 6, h: 5 },
    ]);
  });
  it("pushes down what would stand on another, and pulls into the grid what reaches out", () => {
    const places = placed([entry({ x: 0, y: 0, w: 8, h: 2 }), entry({ x: 2, y: 1, w: 8, h: 2 }), entry({ x: 11, y: 0, w: 4, h: 1 })]);
    expect(places).toEqual([
      { x: 0, y: 0, w: 8, h: 2 },
      { x: 2, y: 2, w: 8, h: 2 },
      { x: 8, y: 0, w: 4, h: 2 },
    ]);
    for (const [at, one] of places.entries()) for (const other of places.slice(at + 1)) expect(overlap(one, other)).toBe(false);
  });
});

describe("reading order", () => {
  it("goes row by row from the left", () => {
    expect(readingOrder([{ x: 6, y: 0, w: 6, h: 2 }, { x: 0, y: 2, w: 6, h: 2 }, { x: 0, y: 0, w: 6, h: 2 }])).toEqual([2, 0, 1]);
  });
});

describe("keys", () => {
  const at = { x: 0, y: 0, w: 6, h: 4 };
  it("move by a cell and stop at the edges", () => {
    expect(nudged(at, "ArrowRight", false, size)).toEqual({ ...at, x: 1 });
    expect(nudged(at, "ArrowLeft", false, size)).toEqual(at);
    expect(nudged({ ...at, x: 6 }, "ArrowRight", false, size).x).toBe(6);
    expect(nudged(at, "Tab", false, size)).toEqual(at);
  });
  it("stretch by a cell, never below the least nor over the edge", () => {
    expect(nudged(at, "ArrowDown", true, size)).toEqual({ ...at, h: 5 });
    expect(nudged(at, "ArrowLeft", true, size)).toEqual(at);
    expect(nudged({ ...at, x: 6 }, "ArrowRight", true, size)).toEqual({ ...at, x: 6 });
  });
});

describe("free", () => {
  it("finds the first gap", () => {
    expect(free([{ x: 0, y: 0, w: 6, h: 4 }], size)).toEqual({ x: 6, y: 0, w: 6, h: 4 });
    expect(free([{ x: 3, y: 0, w: 6, h: 4 }], size)).toEqual({ x: 0, y: 4, w: 6, h: 4 });
    expect(fitted({ x: 0, y: -3, w: 40, h: 0 }, size)).toEqual({ x: 0, y: 0, w: 12, h: 4 });
  });
});

describe("settled", () => {
  it("keeps what was moved and pushes down what it stands on, and what that then stands on", () => {
    const one = { x: 0, y: 0, w: 12, h: 2 };
    expect(settled([one, one, { ...one, y: 2 }], 1).map(({ y }) => y)).toEqual([2, 0, 4]);
    expect(settled([{ x: 0, y: 0, w: 6, h: 4 }, { x: 6, y: 0, w: 6, h: 4 }], 0).map(({ y }) => y)).toEqual([0, 0]);
  });
});
