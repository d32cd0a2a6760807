import { expect, test } from "vitest";
import type { Node, Scalar, Type } from "../../expressions/tree";
import type { Field, Form } from "../data/shapes";
import type { Ground, Values } from "./contract";
import { onPage, pagesOf } from "./FieldList";
import { around, faults, filesIn, kept, settle } from "./settle";
import { KNOWN } from "./types";

const name = (of: string, type: Type): Node => ({ name: of, type });
const fixed = (value: Scalar, type: Type = "number"): Node => ({ value, type });
const two = (operator: string, a: Node, b: Node, type: Type = "boolean") => ({ text: "", tree: { operator, of: [a, b], type } as Node });

/** facings; why, shown below 3 and needed at 0; lines of sku and price; total, the sum of prices; a photo in a section. */
const fields: Field[] = [
  { name: "facings", type: "number", title: "Facings", required: true, max: 500, constraint: two("<=", name("facings", "number"), fixed(200)), message: "Too many", names: { facings: "number" } },
  { name: "why", type: "text", title: "Why", visible: two("<", name("facings", "number"), fixed(3)), required: two("==", name("facings", "number"), fixed(0)) },
  { name: "lines", type: "repeat", title: "Lines", count: [0, 2], fields: [
    { name: "sku", type: "text", title: "Item", required: true },
    { name: "price", type: "money", title: "Price", min: 0, names: { price: "money" }, visible: two("!=", name("sku", "text"), fixed("gift", "text")) },
  ] },
  { name: "total", type: "computed", title: "Total", formula: two("+", name("lines__price", "money"), fixed(0, "money"), "money"), names: { total: "money" } },
  { name: "photos", type: "section", title: "Photos", page: true, visible: two(">", name("facings", "number"), fixed(0)), fields: [
    { name: "shelf", type: "photo", title: "Shelf", count: [1, 2], required: true },
  ] },
]; // prettier-ignore
const form: Form = { name: "f", title: "F", version: "v", level: "store", fields, duties: [] };
const ground: Ground = { form, unit: { code: "U1", title: "Unit" }, day: "2026-11-23" };
const said = (values: Values) => Object.fromEntries(faults(form, values, ground, around(ground)));
const sent = (values: Values) => kept(form, values, ground, around(ground));

test("what is unknown is hidden, and hides with it what stands inside", () => {
  expect([...settle(form, {}, ground, {}).hidden]).toEqual(["why", "photos", "shelf"]);
  expect([...settle(form, { facings: 2 }, ground, {}).hidden]).toEqual([]);
  expect([...settle(form, { facings: 5 }, ground, {}).hidden]).toEqual(["why"]);
});

test("only what is shown is sent; drafts keep the rest", () => {
  expect(sent({ facings: 5, why: "old", lines: [], shelf: ["a"] })).toEqual({ facings: 5, shelf: ["a"] });
  expect(sent({ facings: 0, why: "  no room ", shelf: ["a"] })).toEqual({ facings: 0, why: "no room" });
});

test("entries see the names around them; their sums are seen from outside", () => {
  const values = { facings: 5, lines: [{ sku: "tea", price: 250 }, { sku: "gift", price: 999 }] };
  expect(sent(values)).toEqual({ facings: 5, lines: [{ sku: "tea", price: 250 }, { sku: "gift" }], total: 250 });
  expect(settle(form, { lines: [{ sku: "x" }] }, ground, {}).computed).toEqual({ total: null });
});

test("what is wrong stands at its place, in words", () => {
  expect(said({})).toEqual({ facings: "请填写" });
  expect(Object.keys(said({ facings: 0 }))).toEqual(["why"]);
  expect(said({ facings: 201, shelf: ["a"] })).toEqual({ facings: "Too many" });
  expect(said({ facings: 501, shelf: ["a"] }).facings).toBe("不能大于 500");
  expect(said({ facings: "x" }).facings).toBe("须为数字");
  expect(said({ facings: 1.5, shelf: ["a"] })).toEqual({ facings: "须为整数" });
  expect(said({ facings: 5 })).toEqual({ shelf: "请拍摄" });
  expect(said({ facings: 5, shelf: ["a", "b", "c"] })).toEqual({ shelf: "最多 2 张照片" });
  expect(said({ facings: 5, shelf: ["a"], lines: [{ sku: "tea" }, { price: -1 }] })).toEqual({ "lines[1].sku": "请填写" });
  expect(Object.keys(said({ facings: 5, shelf: ["a"], lines: [{ sku: "tea", price: -1 }] }))).toEqual(["lines[0].price"]);
  expect(said({ facings: 5, shelf: ["a"], lines: [{ sku: "1" }, { sku: "2" }, { sku: "3" }] }).lines).toBe("最多 2 项");
});

test("a type of a later build is said, not ignored", () => {
  const later = { ...form, fields: [{ name: "x", type: "thermometer", title: "X" }] };
  expect([...faults(later, {}, ground, {}).keys()]).toEqual(["x"]);
});

test("files are found wherever they stand, and pages where sections want one", () => {
  expect(filesIn(fields, { shelf: ["a", "b"] })).toEqual(["a", "b"]);
  const inside: Field[] = [{ name: "r", type: "repeat", title: "R", fields: [{ name: "p", type: "photo", title: "P" }] }];
  expect(filesIn(inside, { r: [{ p: ["x"] }, {}, { p: ["y"] }] })).toEqual(["x", "y"]);
  expect(pagesOf(fields).map((page) => page.map((field) => field.name))).toEqual([["facings", "why", "lines", "total"], ["photos"]]);
  expect(onPage(pagesOf(fields)[1]!, "shelf")).toBe(true);
  expect(onPage(pagesOf(fields)[0]!, "lines[1].sku")).toBe(true);
});

test("there are types", () => expect(KNOWN.length).toBeGreaterThan(20));
