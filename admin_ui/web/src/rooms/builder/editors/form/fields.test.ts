import { describe, expect, it } from "vitest";
import { begun, type Entry, entriesOf, type FieldType, landing, moved, named, namesOf, nextPlace, removed, rowsOf, stepped } from "./fields";

const form = (): Entry => ({
  kind: "form",
  name: "f",
  fields: [
    { name: "a", type: "text" },
    { name: "g", type: "section", fields: [{ name: "b", type: "number", constraint: "b > 0" }, { name: "c", type: "number", visible: "b > 3 and a == 'b'" }] },
    { name: "d", type: "text" },
  ],
  checks: [{ field: "b" }],
  maps: [{ when: "b > 1", columns: { b: "b * 2" } }],
});
const holds = (type: string) => type === "section";
const order = (value: Entry) => rowsOf(value).map(({ entry, depth }) => `${"-".repeat(depth)}${String(entry.name)}`).join(" ");

describe("the fields of a form", () => {
  it("stand in the order of filling, nested ones after their holder", () => {
    expect(order(form())).toBe("a g -b -c d");
  });
  it("move into a section, out of it and past each other", () => {
    expect(order(moved(form(), [0], stepped(moved(form(), [0], [1]), [1], "in", holds) ?? []))).not.toBe("");
    const below = moved(form(), [0], [1]);
    expect(order(below)).toBe("g -b -c a d");
    expect(order(moved(below, [1], stepped(below, [1], "in", holds)!))).toBe("g -b -c -a d");
    expect(order(moved(form(), [1, 0], stepped(form(), [1, 0], "out", holds)!))).toBe("a g -c b d");
    expect(stepped(form(), [0], "up", holds)).toBeNull();
    expect(stepped(form(), [1], "in", holds)).toBeNull();
  });
  it("land where the pointer shows, only in what holds fields", () => {
    const rows = rowsOf(form());
    // d (row 4) dragged over c (row 3), one step in: it stands in the section, between b and c.
    expect(landing(rows, 4, 3, 1, holds)).toEqual({ place: [1, 1], depth: 1 });
    expect(order(moved(form(), [2], [1, 1]))).toBe("a g -b -d -c");
    // a (row 0) dragged below everything: to the end; one step in is not possible, d holds nothing.
    expect(landing(rows, 0, 4, 1, holds)).toEqual({ place: [2], depth: 0 });
    // b (row 2) dragged to the very top leaves the section.
    expect(landing(rows, 2, 0, 1, holds)).toEqual({ place: [0], depth: 0 });
    // d (row 4) straight under the section's head.
    expect(landing(rows, 4, 2, 1, holds)).toEqual({ place: [1, 0], depth: 1 });
  });
  it("go after the chosen one, or into it", () => {
    expect(nextPlace(form(), [1], holds)).toEqual([1, 2]);
    expect(nextPlace(form(), [1, 0], holds)).toEqual([1, 1]);
    expect(nextPlace(form(), null, holds)).toEqual([3]);
  });
  it("keep an emptied section", () => {
    expect(entriesOf(removed({ fields: [{ type: "section", fields: [{ name: "x" }] }] }, [0, 0]))).toEqual([{ type: "section", fields: [] }]);
  });
});

describe("a field under another name", () => {
  it("is followed by formulas, checks and mappings; quoted words and column names stay", () => {
    const now = named(form(), [1, 0], "shelf", true);
    expect(entriesOf(entriesOf(now)[1])).toEqual([
      { name: "shelf", type: "number", constraint: "shelf > 0", aliases: ["b"] },
      { name: "c", type: "number", visible: "shelf > 3 and a == 'b'" },
    ]);
    expect(now.checks).toEqual([{ field: "shelf" }]);
    expect(now.maps).toEqual([{ when: "shelf > 1", columns: { b: "shelf * 2" } }]);
  });
  it("leaves no alias where nobody has filled it in yet, nor of itself", () => {
    expect(entriesOf(named(form(), [0], "z", false))[0]).toEqual({ name: "z", type: "text" });
    const back = named(named(form(), [0], "z", true), [0], "a", true);
    expect(entriesOf(back)[0]).toEqual({ name: "a", type: "text", aliases: ["z"] });
  });
});

describe("a new field", () => {
  const type: FieldType = {
    name: "text",
    title: { zh: "\u6587\u5b57", en: "Text" },
    help: { zh: "", en: "" },
    family: "text",
    schema: { type: "object", properties: { type: { const: "text" }, lines: { type: "integer", default: 1 } }, required: ["name", "type", "title", "lines"] },
    holds: false,
    many: false,
    carries: true,
    attachments: false,
    columns: ["text"],
  };
  it("begins with what its schema needs and a free name", () => {
    expect(begun(type, { fields: [{ name: "text" }] })).toEqual({ name: "text_2", type: "text", title: type.title, lines: 1 });
  });
});

describe("what formulas may name", () => {
  it("are fields and their parts, those inside others too", () => {
    const title = { zh: "P", en: "Place" };
    const found = namesOf([{ name: "g", title, fields: [{ name: "place", title, names: { place: "boolean", place__lat: "number" } }] }]);
    expect(found.map(({ name, type, title: { en } }) => [name, type, en])).toEqual([
      ["place", "boolean", "Place"],
      ["place__lat", "number", "Place \u00b7 lat"],
    ]);
  });
});
