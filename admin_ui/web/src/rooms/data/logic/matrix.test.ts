import { describe, expect, it } from "vitest";
import { letterAt, moved, owing, rowsShown } from "./matrix";

const row = (code: string, zh: string, letters: string) => ({ unit: { code, title: { zh, en: code } }, letters });
const rows = [row("N11", "north", "hhm"), row("N12", "south", "hhh"), row("S21", "far", "cp.")];

describe("the matrix", () => {
  it("reads letters, and nothing it does not know", () => {
    expect([...Array(4).keys()].map((at) => letterAt("hx.", at))).toEqual(["h", ".", ".", "."]);
  });
  it("narrows by name and by what is owed", () => {
    expect(rowsShown(rows, "", false)).toHaveLength(3);
    expect(rowsShown(rows, " n1", false).map((one) => one.unit.code)).toEqual(["N11", "N12"]);
    expect(rowsShown(rows, "", true).map((one) => one.unit.code)).toEqual(["N11", "S21"]);
    expect(rowsShown(rows, "SOUTH", true)).toEqual([]);
  });
  it("names who owes a day", () => {
    expect(owing(rows, 2).map((one) => one.unit.code)).toEqual(["N11"]);
    expect(owing(rows, 1).map((one) => one.unit.code)).toEqual(["S21"]);
  });
  it("moves within its edges", () => {
    const at = { row: 1, column: 1 };
    expect(moved("ArrowDown", at, 3, 4)).toEqual({ row: 2, column: 1 });
    expect(moved("PageDown", at, 3, 4)).toEqual({ row: 2, column: 1 });
    expect(moved("Home", at, 3, 4)).toEqual({ row: 1, column: 0 });
    expect(moved("End", at, 3, 4, 10, true)).toEqual({ row: 2, column: 3 });
    expect(moved("ArrowLeft", { row: 0, column: 0 }, 3, 4)).toEqual({ row: 0, column: 0 });
    expect(moved("a", at, 3, 4)).toBeNull();
    expect(moved("ArrowDown", at, 0, 4)).toBeNull();
  });
});
