import { describe, expect, it } from "vitest";
import { at, block, moved } from "./cursor";
import { grouped, majorOf, minorOf, shifted, typed } from "./decimal";
import { type Cell, type Grid, Sheet, TOTAL, unfolded } from "./sheet";
import { readTsv, writeTsv } from "./tsv";

const words = { zh: "单位", en: "unit" };
const unit = (code: string, parent: string | null, leaf: boolean, cells: (string | null)[], total: string | null = null, shut: number[] = []) => ({ code, title: words, level: 0, parent, leaf, cells, total, locked: null, shut });

/** 1,000,000.00 by 3:3:1, all in January; February is frozen, C opens in March. */
function grid(more: Partial<Grid> = {}): Grid {
  return {
    spread: "amount",
    digits: 2,
    months: ["2026-01", "2026-02", "2026-03"],
    frozen: ["2026-02"],
    units: [
      unit("HQ", null, false, [null, null, null]),
      unit("A", "HQ", true, ["428571.43", "0.00", null]),
      unit("B", "HQ", true, ["428571.43", null, null]),
      unit("C", "HQ", true, ["142857.14", null, null], null, [0, 1]),
    ],
    ...more,
  } as unknown as Grid;
}

const sheet = (cells: Cell[] = [], total = "1000000.00", locked: string[] = []) => new Sheet(grid(), total, new Set(locked), cells);

describe("decimals", () => {
  it("are exact and never floats", () => {
    expect(minorOf("9007199254740993.01", 2)).toBe(900719925474099301n);
    expect(majorOf(900719925474099301n, 2)).toBe("9007199254740993.01");
    expect([minorOf("0.1", 2), minorOf("-.5", 1), minorOf("1.005", 2), minorOf("1e3", 2), minorOf("", 2), minorOf("-", 2)]).toEqual([10n, -5n, null, null, null, null]);
    expect([majorOf(-5n, 2), majorOf(0n, 0), grouped("-1234567.80"), grouped("999")]).toEqual(["-0.05", "0", "−1,234,567.80", "999"]);
  });
  it("come as people type them", () => {
    expect(["¥1,200.50", "3.5万", "1.2亿", "34%", "34.5 %", "(12)", " 7 ", "−3", ".5"].map(typed)).toEqual(["1200.5", "35000", "120000000", "0.34", "0.345", "-12", "7", "-3", "0.5"]);
    expect(["", "abc", "1.2.3", "%", "12a"].map(typed)).toEqual([null, null, null, null, null]);
    expect([shifted("0.34", 2), shifted("0.345", 2), shifted("5", -2), shifted("-1.5", 4), shifted("100", -2)]).toEqual(["34", "34.5", "0.05", "-15000", "1"]);
  });
});

describe("a block on the clipboard", () => {
  it("comes from Excel and goes back", () => {
    expect(readTsv('1\t2\r\n3\t"a ""b""\tc"\r\n')).toEqual([["1", "2"], ["3", 'a "b"\tc']]);
    expect(readTsv("1\t\n")).toEqual([["1", ""]]);
    const rows = [["1", "x\ty"], ['"q"', "z\nz"]];
    expect(readTsv(writeTsv(rows))).toEqual(rows);
  });
});

describe("the cursor", () => {
  const go = (key: string, more: { shift?: boolean; jump?: boolean } = {}, from = at(1, 1)) => moved(from, { key, shift: false, jump: false, ...more }, 3, 4, 2);
  it("moves as in a spreadsheet and stays inside", () => {
    expect(go("ArrowUp")).toEqual(at(0, 1));
    expect(go("ArrowRight", {}, at(0, 3))).toEqual(at(0, 3));
    expect(go("Tab", {}, at(0, 3))).toEqual(at(1, 0));
    expect(go("Tab", { shift: true }, at(0, 0))).toBeNull(); // leaves the grid
    expect(go("Enter", { shift: true })).toEqual(at(0, 1));
    expect(go("ArrowDown", { jump: true })).toEqual(at(2, 1));
    expect(go("PageDown")).toEqual(at(2, 1));
    expect([go("Home", {}, at(2, 3)), go("End", { jump: true })]).toEqual([at(2, 1), at(2, 3)]);
    expect(go("x")).toBeNull();
  });
  it("stretches a block with shift", () => {
    const wide = go("ArrowRight", { shift: true });
    expect(wide).toEqual({ row: 1, column: 1, toRow: 1, toColumn: 2 });
    expect(wide && block(moved(wide, { key: "ArrowUp", shift: true, jump: false }, 3, 4, 2) ?? wide)).toEqual({ top: 0, bottom: 1, left: 1, right: 2 });
    const all = go("a", { jump: true });
    expect(all && block(all)).toEqual({ top: 0, bottom: 2, left: 1, right: 3 });
  });
});

describe("a sheet of amounts", () => {
  it("sums its children exactly: 3:3:1 leaves no gap", () => {
    expect(sheet().shown("HQ", "2026-01")).toEqual({ amount: 100000000n, stated: false, gap: null });
    expect(sheet().gaps()).toEqual([]);
    expect(sheet().uncovered()).toEqual([]);
  });
  it("shows parent − Σ children where they differ", () => {
    const changed = sheet([
      { unit: "A", column: "2026-03", amount: "0.01" },
      { unit: "HQ", column: "2026-01", amount: "1000100" },
    ]);
    expect(changed.gaps().map(({ unit: { code }, column, gap }) => [code, column, gap])).toEqual([
      ["HQ", TOTAL, -1n],
      ["HQ", "2026-01", 10000n],
    ]);
    expect(sheet([{ unit: "C", column: "2026-01", amount: null }]).uncovered().map(({ code }) => code)).toEqual(["C"]);
  });
  it("says why a cell cannot be typed into", () => {
    const one = sheet([], "1000000.00", ["B"]);
    const why = (code: string, column: string) => one.refusal(one.byCode.get(code) as Grid["units"][number], column);
    expect([why("A", "2026-01"), why("A", "2026-02"), why("B", "2026-01"), why("C", "2026-01"), why("C", "2026-03")]).toEqual([null, "frozen", "locked", "shut", null]);
  });
  it("folds branches", () => {
    const deep = [unit("HQ", null, false, []), unit("N", "HQ", false, []), unit("N1", "N", true, []), unit("S", "HQ", true, [])] as unknown as Grid["units"];
    expect(unfolded(deep, new Set(["N"])).map(({ code }) => code)).toEqual(["HQ", "N", "S"]);
    expect(unfolded(deep, new Set(["HQ"])).map(({ code }) => code)).toEqual(["HQ"]);
  });
});

describe("a sheet of rates", () => {
  it("hands values down and lets a month of one's own win", () => {
    const rates = new Sheet(grid({ spread: "rate", digits: 9, units: [unit("HQ", null, false, [null, "0.3", null]), unit("A", "HQ", true, [null, null, "0.5"], "0.25")] as unknown as Grid["units"] }), "0.2", new Set());
    const text = (code: string, column: string) => majorOf(rates.shown(code, column).amount ?? 0n, 9).replace(/0+$/, "");
    expect([text("HQ", "2026-01"), text("HQ", "2026-02"), text("A", "2026-01"), text("A", "2026-02"), text("A", "2026-03")]).toEqual(["0.2", "0.3", "0.25", "0.25", "0.5"]);
  });
});
