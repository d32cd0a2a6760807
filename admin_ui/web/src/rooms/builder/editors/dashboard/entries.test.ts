import { describe, expect, it } from "vitest";
import type { Definition } from "../../editor";
import { added, ANY, entriesOf, moved, placesOf, withEntries } from "./entries";

const sizeOf = () => ({ minimal: { w: 3, h: 2 }, default: { w: 6, h: 4 } });

describe("the layout of a dashboard", () => {
  it("gives an old layout places as soon as something is added, below everything", () => {
    expect(added([{ type: "lights" }], "text", sizeOf, { text: {} })).toEqual([
      { type: "lights", x: 0, y: 0, w: 6, h: 4 },
      { type: "text", x: 0, y: 4, w: 6, h: 4, settings: { text: {} } },
    ]);
  });
  it("makes room for what is moved", () => {
    const two = added(added([], "a", sizeOf), "b", sizeOf);
    expect(moved(two, 1, { x: 0, y: 0, w: 6, h: 4 }, sizeOf).map(({ type, y }) => [type, y])).toEqual([
      ["a", 4],
      ["b", 0],
    ]);
    expect(placesOf(two, () => ANY)).toHaveLength(2);
  });
  it("leaves no empty list behind", () => {
    const board = { kind: "dashboard", name: "b", layout: [{ type: "a" }] } as Definition;
    expect(withEntries(board, [])).toEqual({ kind: "dashboard", name: "b" });
    expect(entriesOf(withEntries(board, []))).toEqual([]);
  });
});
