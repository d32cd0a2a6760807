import { describe, expect, it } from "vitest";
import { compared, folded } from "./lines";
import { decided, merge } from "./merge";
import { isName, nameFrom } from "./names";
import { at, type Json, pathOf, placeOf, same, stepsOf, withAt, within } from "./path";
import { lineOf, printed } from "./printed";
import { collect, refsOf, summary } from "./refs";
import { found } from "./search";

describe("paths", () => {
  it("are read, written, followed and changed without changing what was given", () => {
    const value = { bands: [{ light: "red", from: null }, { light: "green", from: 0.95 }] };
    expect(stepsOf("$.bands[1].from")).toEqual(["bands", 1, "from"]);
    expect(pathOf(["bands", 1, "from"])).toBe("$.bands[1].from");
    expect(at(value, ["bands", 1, "from"])).toBe(0.95);
    expect(at(value, ["bands", 7, "from"])).toBeUndefined();
    expect(withAt(value, ["bands", 1, "from"], 0.9)).toEqual({ bands: [{ light: "red", from: null }, { light: "green", from: 0.9 }] });
    expect(withAt(value, ["bands", 0], undefined)).toEqual({ bands: [{ light: "green", from: 0.95 }] });
    expect(value.bands).toHaveLength(2);
  });
  it("compare by content, whatever the order of keys", () => {
    expect(same({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 })).toBe(true);
    expect(same({ a: 1 }, { a: 1, b: undefined as never })).toBe(false);
    expect(same([1, 2], [2, 1])).toBe(false);
  });
  it("lead a missing field's issue to the field itself", () => {
    expect(placeOf({ code: "N122", path: "$", message: { zh: "", en: 'field "channel" is missing (Channel)' } })).toBe("$.channel");
    expect(placeOf({ code: "N122", path: "$.to", message: "缺少字段 “role”（岗位角色）" })).toBe("$.to.role");
    expect(placeOf({ code: "N401", path: "$.bands", message: "x" })).toBe("$.bands");
    expect(within("$.bands[0].to", "$.bands")).toBe(true);
    expect(within("$.bandsaw", "$.bands")).toBe(false);
  });
});

describe("a three-way merge", () => {
  const base = { title: "a", days: 3, condition: { below: 0.85 }, causes: [{ name: "x", when: "1" }, { name: "y", when: "2" }] };
  it("takes what only one has changed, and asks for nothing", () => {
    const mine = { ...base, condition: { below: 0.8 } };
    const theirs = { ...base, days: 4, causes: [...base.causes, { name: "z", when: "3" }] };
    expect(merge(base, mine, theirs)).toEqual({ value: { ...theirs, condition: { below: 0.8 } }, clashes: [] });
  });
  it("asks only for the fields that both have changed differently, and takes either side", () => {
    const merged = merge(base, { ...base, days: 5, condition: { below: 0.8 } }, { ...base, days: 4, condition: { below: 0.8 } });
    expect(merged.clashes).toEqual([{ steps: ["days"], base: 3, mine: 5, theirs: 4 }]);
    expect(decided(merged, new Set())).toEqual({ ...base, days: 5, condition: { below: 0.8 } });
    expect(decided(merged, new Set([0]))).toEqual({ ...base, days: 4, condition: { below: 0.8 } });
  });
  it("follows named entries wherever they stand", () => {
    const mine = { ...base, causes: [{ name: "y", when: "2" }, { name: "x", when: "1" }] };
    const theirs = { ...base, causes: [{ name: "x", when: "9" }, { name: "y", when: "2" }] };
    expect(merge(base, mine, theirs)).toEqual({ value: { ...base, causes: [{ name: "y", when: "2" }, { name: "x", when: "9" }] }, clashes: [] });
  });
  it("asks where one has deleted what the other has changed; deleting then takes it away", () => {
    const mine = { ...base, causes: [{ name: "y", when: "2" }] };
    const theirs = { ...base, causes: [{ name: "x", when: "9" }, { name: "y", when: "2" }] };
    const merged = merge(base, mine, theirs);
    expect(merged.clashes).toEqual([{ steps: ["causes", 0], base: { name: "x", when: "1" }, mine: undefined, theirs: { name: "x", when: "9" } }]);
    expect(decided(merged, new Set())).toEqual(mine);
    expect(decided(merged, new Set([0]))).toEqual(theirs);
  });
  it("asks for the whole where one has deleted the definition, and for lists that cannot be followed", () => {
    expect(merge(base, undefined, { ...base, days: 4 }).clashes).toHaveLength(1);
    expect(merge({ a: [1, 2] }, { a: [1, 2, 3] }, { a: [2] }).clashes.map(({ steps }) => steps)).toEqual([["a"]]);
    expect(merge({ a: [1, 2] }, { a: [7, 2] }, { a: [1, 8] })).toEqual({ value: { a: [7, 8] }, clashes: [] });
    expect(merge(undefined, { a: 1 }, { b: 2 })).toEqual({ value: { a: 1, b: 2 }, clashes: [] });
  });
});

describe("names from titles", () => {
  it("are valid, short and free", () => {
    expect(nameFrom({ zh: "客单价", en: "Average ticket (¥)" }, "indicator", new Set())).toBe("average_ticket");
    expect(nameFrom({ zh: "低于 85%", en: "" }, "rule", new Set())).toBe("percent");
    expect(nameFrom({ zh: "客单价", en: "" }, "indicator", new Set(["indicator"]))).toBe("indicator_2");
    expect(nameFrom({ zh: "", en: "Café Sales" }, "x", new Set(["cafe_sales", "cafe_sales_2"]))).toBe("cafe_sales_3");
    expect(isName(nameFrom({ zh: "", en: "a".repeat(90) }, "x", new Set()))).toBe(true);
    expect([isName("9x"), isName("X"), isName("a b"), isName("")]).toEqual([false, false, false, false]);
  });
});

describe("texts side by side", () => {
  it("pair what was changed and fold what is equal", () => {
    const rows = compared("a\nb\nc\nd\ne\nf\ng\nh", "a\nb\nc\nd\ne\nf\nX\ng\nH");
    expect(rows.filter((row) => !row.same)).toEqual([{ left: null, right: "X", same: false }, { left: "h", right: "H", same: false }]);
    expect(folded(rows, 1).map((row) => (typeof row === "number" ? row : row.right))).toEqual([5, "f", "X", "g", "H"]);
    expect(compared("", "a")).toEqual([{ left: null, right: "a", same: false }]);
  });
});

describe("printed JSON", () => {
  it("is what JSON.stringify writes, and knows the line of every place", () => {
    const value = { a: [], b: { c: [1, { d: "x" }], e: {} }, f: null };
    const { text, lines } = printed(value);
    expect(text).toBe(JSON.stringify(value, null, 2));
    expect(lines.get("$.b.c[1].d")).toBe(6 + 1);
    expect(lineOf(lines, "$.b.c[1].nothing.here")).toBe(6);
    expect(lineOf(lines, "$.nothing")).toBe(1);
  });
});

describe("references", () => {
  it("are collected with the titles beside them", () => {
    const org: Json = { levels: [{ name: "hq", title: { zh: "总部", en: "HQ" } }, { name: "shop" }], tiers: ["low", "high"] };
    expect(collect(org, "$.levels[*].name")).toEqual([{ name: "hq", title: { zh: "总部", en: "HQ" } }, { name: "shop", title: null }]);
    expect(collect(org, "$.tiers[*]").map(({ name }) => name)).toEqual(["low", "high"]);
    expect(refsOf("dataset|org$.levels[*].name|$.a[*]")).toEqual([{ kind: "dataset" }, { kind: "org", inside: "$.levels[*].name" }, { inside: "$.a[*]" }]);
  });
  it("and entries have a few words of their own", () => {
    const zh = (text: unknown) => (typeof text === "string" ? text : ((text as { zh?: string } | null)?.zh ?? ""));
    expect(summary({ name: "a", title: { zh: "甲", en: "A" } }, zh)).toBe("甲");
    expect(summary({ light: "red", from: null, to: 0.85 }, zh)).toBe("red · 0.85");
  });
  it("are found by every word typed, in name or either title", () => {
    const lines = [{ kind: "indicator", name: "net_sales", title: { zh: "净销售额", en: "Net sales" } }, { kind: "rule", name: "below", title: null }];
    expect(found(lines, "销售 NET").map(({ name }) => name)).toEqual(["net_sales"]);
    expect(found(lines, " ")).toHaveLength(2);
  });
});
