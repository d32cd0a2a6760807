import { describe, expect, it } from "vitest";
import { blank, branchAt, branchesOf, groupsOf, type Node, resolved, shapeOf, starter, titleOf } from "./schema";

const root: Node = {
  type: "object",
  required: ["kind", "name", "title", "spread"],
  properties: {
    kind: { const: "plan" },
    name: { $ref: "#/$defs/name" },
    title: { $ref: "#/$defs/text", title: "标题 / Title" },
    spread: { oneOf: [{ const: "all" }, { type: "array", items: { $ref: "#/$defs/name" } }] },
    lines: {
      type: "array",
      minItems: 1,
      items: {
        oneOf: [
          { type: "object", properties: { how: { const: "amount" }, total: { type: "object", additionalProperties: { type: "string" } } }, required: ["how", "total"] },
          { type: "object", properties: { how: { const: "rate" }, value: { type: "number", minimum: 1 } }, required: ["how", "value"] },
        ],
      },
    },
    months: { oneOf: [{ enum: ["equal", "days"] }, { type: "array", items: { type: "number" } }] },
    from: { type: ["number", "null"] },
    when: { $ref: "#/$defs/formula" },
    day: { $ref: "#/$defs/day" },
    digits: { enum: [2] },
    light: { enum: ["red", "green"] },
    settings: { type: "object" },
  },
  $defs: { name: { type: "string", pattern: "^[a-z]" }, text: { type: "object", properties: { zh: { type: "string" } } }, formula: { type: "string" }, day: { type: "string", format: "date" } },
};
const node = (name: string) => resolved(root.properties?.[name] ?? {}, root);

describe("a schema as fields", () => {
  it("says how each is edited", () => {
    const shapes = Object.fromEntries(Object.keys(root.properties ?? {}).map((name) => [name, shapeOf(node(name))]));
    expect(shapes).toEqual({
      kind: "const", name: "string", title: "text", spread: "branches", lines: "list", months: "branches", from: "number", when: "formula", day: "day", digits: "const", light: "enum", settings: "object",
    });
    expect(titleOf(node("title"), "zh")).toBe("标题");
    expect(titleOf(node("title"), "en")).toBe("Title");
  });
  it("begins a new definition with what is needed and can be known", () => {
    expect(starter(root, root)).toEqual({ kind: "plan", title: { zh: "", en: "" }, spread: "all" });
    expect(starter(node("lines"), root)).toEqual([]);
    expect(blank(resolved(node("lines").items ?? {}, root), root)).toEqual({ how: "amount", total: {} });
    expect(blank(node("light"), root)).toBe("red");
    expect(blank(node("from"), root)).toBeNull();
  });
  it("tells alternatives apart by a fixed word or by their type", () => {
    const lines = branchesOf(resolved(node("lines").items ?? {}, root), root);
    expect(lines.map(({ at, word }) => [at, word])).toEqual([["how", "amount"], ["how", "rate"]]);
    expect(branchAt(lines, { how: "rate" })).toBe(1);
    expect(branchAt(lines, { how: "else" })).toBe(-1);
    const months = branchesOf(node("months"), root);
    expect(months.map(({ word }) => word)).toEqual(["equal", "days", null]);
    expect([branchAt(months, "days"), branchAt(months, [1]), branchAt(months, 5)]).toEqual([1, 2, -1]);
  });
  it("keeps the groups of ui.json and puts what they do not name at the end", () => {
    const ui = { groups: [{ title: { zh: "甲", en: "A" }, fields: ["lines", "gone", "title"] }] };
    expect(groupsOf(root, ui).map(({ fields }) => fields)).toEqual([["lines", "title"], ["spread", "months", "from", "when", "day", "digits", "light", "settings"]]);
    expect(groupsOf(root, {})).toHaveLength(1);
  });
});
