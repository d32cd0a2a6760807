import { describe, expect, it } from "vitest";
import { lineOf, targetOf, wayOf, withNewLine } from "./begin";
import type { PlanValue } from "./plan";

const plan = { kind: "target_plan", name: "p", title: { zh: "p", en: "p" }, from: "2026-01-01", to: "2026-12-31", lines: [{ indicator: "", spread: "amount", total: {} }] } as unknown as PlanValue;

describe("the way of a line", () => {
  it("is a rate for quotients, an amount for sums", () => {
    expect(wayOf({ kind: "indicator", name: "a", formula: "sales / tickets" })).toBe("rate");
    expect(wayOf({ kind: "indicator", name: "a", formula: "sum(amount)" })).toBe("amount");
  });
});

describe("what is typed", () => {
  it("is exact, and in the words of people", () => {
    expect(targetOf("1.2\u4ebf", "amount", false)).toBe("120000000.00");
    expect(targetOf("1460\u4e07", "amount", false)).toBe("14600000.00");
    expect(targetOf("35", "rate", true)).toBe("0.35");
    expect(targetOf("35%", "rate", true)).toBe("0.35");
    expect(targetOf("1.005", "amount", false)).toBeNull();
    expect(targetOf("-1", "amount", false)).toBeNull();
    expect(targetOf("many", "amount", false)).toBeNull();
  });
});

describe("a line", () => {
  const wish = { indicator: "net", way: "amount", values: { target: "100", stretch: "110", baseline: " " }, months: "days" } as const;
  it("needs a target", () => {
    expect(lineOf({ ...wish, values: { stretch: "110" } }, false)).toBeNull();
    expect(lineOf({ ...wish, values: { target: "100", stretch: "x" } }, false)).toBeNull();
  });
  it("takes the place of the empty one, and its tiers are the plan's", () => {
    const line = lineOf(wish, false);
    expect(line).toEqual({ indicator: "net", spread: "amount", total: { target: "100.00", stretch: "110.00" }, over_units: "equal", over_time: { months: "days", days: "equal" } });
    const next = withNewLine(plan, line!);
    expect(next.lines).toEqual([line]);
    expect(next.tiers).toEqual(["target", "stretch"]);
    const rate = lineOf({ indicator: "atv", way: "rate", values: { baseline: "90", target: "100" }, months: "equal" }, false);
    expect(withNewLine(next, rate!).lines).toEqual([line, { indicator: "atv", spread: "rate", value: { baseline: 90, target: 100 } }]);
    expect(withNewLine(next, rate!).tiers).toEqual(["baseline", "target", "stretch"]);
  });
});
