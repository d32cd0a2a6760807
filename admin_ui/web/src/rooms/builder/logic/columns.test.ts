import { describe, expect, it } from "vitest";
import { type ColumnRow, columnsOf, freshName, keyOf, renamed, untouched, withKey } from "./columns";
import { cellsOf } from "./sample";

const column = (name: string, type: string, more: Partial<ColumnRow> = {}): ColumnRow => ({ name, title: { zh: name, en: name }, type, ...more });
const columns = [column("no", "text"), column("day", "day"), column("unit", "unit"), column("note", "text", { required: false })];

describe("columns", () => {
  it("are read from whatever stands there", () => {
    expect(columnsOf([{ name: "a", type: "text" }, 3, { title: { zh: "b" } }])).toEqual([
      { name: "a", type: "text", title: { zh: "", en: "" } },
      { name: "", type: "", title: { zh: "b", en: "" } },
    ]);
    expect(columnsOf(undefined)).toEqual([]);
    expect(keyOf(["a", 3])).toEqual(["a"]);
    const blank = { zh: "", en: "" };
    expect([column("field_3", "text", { title: blank }), column("", "", { title: blank }), column("field_3", "text"), column("note", "text", { title: blank })].map(untouched)).toEqual([true, true, false, false]);
    expect(freshName([column("field_2", "text")])).toBe("field_3");
  });
  it("join the key with unit and day first, and are then always there", () => {
    const once = withKey([], columns, "no", true);
    const twice = withKey(once.key, once.columns, "unit", true);
    expect(withKey(twice.key, twice.columns, "day", true).key).toEqual(["unit", "day", "no"]);
    expect(withKey(["unit"], columns, "note", true).columns[3]).toEqual(column("note", "text"));
    expect(withKey(["unit", "day"], columns, "day", false).key).toEqual(["unit"]);
  });
  it("keep their data under a new name where they serve", () => {
    const serving = new Set(["no"]);
    const first = renamed(columns, ["unit", "no"], 0, "ticket_no", serving);
    expect(first.key).toEqual(["unit", "ticket_no"]);
    expect(first.columns[0]).toMatchObject({ name: "ticket_no", aliases: ["no"] });
    const back = renamed(first.columns, first.key, 0, "no", serving);
    expect(back.columns[0]).toEqual(column("no", "text"));
    expect(renamed(columns, [], 3, "remark", serving).columns[3]).not.toHaveProperty("aliases");
  });
});

describe("a sample", () => {
  it("is cut into cells as spreadsheets and CSV files have them", () => {
    expect(cellsOf("a\tb\r\n1\t\n\n")).toEqual([["a", "b"], ["1", ""]]);
    expect(cellsOf('\ufeffname,note\n"x, y","say ""hi""\nagain"\n')).toEqual([["name", "note"], ["x, y", 'say "hi"\nagain']]);
    expect(cellsOf("a;b\n1,5;2")).toEqual([["a", "b"], ["1,5", "2"]]);
    expect(cellsOf("")).toEqual([]);
    expect(cellsOf(Array(2000).fill("x").join("\n"))).toHaveLength(501);
  });
});
