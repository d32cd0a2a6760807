import { describe, expect, it } from "vitest";
import { type Choice, clashOf, lineOf, NOTHING, retargeted, targetOf, textsOf, tierNames, whole, withNewLine } from "./begin";
import { type Line, type PlanValue, TIERS } from "./plan";

const choice = (more: Partial<Choice>): Choice => ({ indicator: "net", title: { zh: "net", en: "net" }, display: "money", spread: "amount", digits: 2, planned: [], ...more }) as Choice;
const net = choice({});
const share = choice({ indicator: "share", display: "percent", spread: "rate" });
const plan = { kind: "target_plan", name: "p", title: { zh: "p", en: "p" }, from: "2026-01-01", to: "2026-12-31", lines: [{ indicator: "", spread: "amount", total: {} }] } as unknown as PlanValue;

describe("what is typed", () => {
  it("is exact, and in the words of people", () => {
    expect(targetOf("1.2\u4ebf", net)).toBe("120000000.00");
    expect(targetOf("1460\u4e07", net)).toBe("14600000.00");
    expect(targetOf("90071992547409931.07", net)).toBe("90071992547409931.07");
    expect(["35", "35%", "35 %"].map((text) => targetOf(text, share))).toEqual(["0.35", "0.35", "0.35"]);
    expect(["1.005", "-1", "many"].map((text) => targetOf(text, net))).toEqual([null, null, null]);
    expect(["12", "12.5"].map((text) => targetOf(text, choice({ digits: 0 })))).toEqual(["12", null]); // whole pieces
  });
});

describe("a line", () => {
  const wish = { ...NOTHING, indicator: "net", values: { target: "100", stretch: "110", baseline: " " } };
  it("needs an indicator that can have one, and a target", () => {
    expect(lineOf({ ...wish, values: { stretch: "110" } }, net, TIERS)).toBeNull();
    expect(lineOf({ ...wish, values: { target: "100", stretch: "x" } }, net, TIERS)).toBeNull();
    expect(lineOf(wish, choice({ spread: null }), TIERS)).toBeNull();
    expect(lineOf(wish, undefined, TIERS)).toBeNull();
  });
  it("passes the checks however it is spread", () => {
    const common = { indicator: "net", spread: "amount", total: { target: "100.00", stretch: "110.00" } };
    expect(lineOf(wish, net, TIERS)).toEqual({ ...common, over_units: "equal", over_time: { months: "days", days: "equal" } });
    expect(lineOf({ ...wish, months: "equal", weights: "data/w.csv" }, net, TIERS)).toEqual({ ...common, over_units: { weights: "data/w.csv" }, over_time: { months: "equal", days: "calendar" } });
  });
  it("takes the place of the empty one, and its tiers are the plan's", () => {
    const line = lineOf(wish, net, TIERS) as Line;
    const next = withNewLine(plan, line);
    expect([next.lines, next.tiers]).toEqual([[line], ["target", "stretch"]]);
    const rate = lineOf({ ...wish, values: { baseline: "30", target: "35.5" } }, share, TIERS) as Line;
    const both = withNewLine(next, rate);
    expect(both.lines).toEqual([line, { indicator: "share", spread: "rate", value: { baseline: 0.3, target: 0.355 } }]);
    expect(both.tiers).toEqual(["baseline", "target", "stretch"]);
    expect(textsOf(both, rate, true)).toEqual({ baseline: "30", target: "35.5" });
  });
  it("leaves tiers of a plan's own alone, and those that only other lines have", () => {
    const own = { ...plan, tiers: ["floor", "aim"], lines: [] };
    expect(tierNames(own)).toEqual(["floor", "aim"]);
    expect(lineOf({ ...wish, values: { aim: "5" } }, net, tierNames(own))).toBeNull(); // the first one is the main one
    expect(withNewLine(own, lineOf({ ...wish, values: { floor: "5" } }, net, tierNames(own)) as Line).tiers).toEqual(["floor", "aim"]);
    const silent = { ...plan, lines: [{ indicator: "x", spread: "rate", value: { baseline: 1 } }] } as unknown as PlanValue;
    expect(withNewLine(silent, lineOf(wish, net, TIERS) as Line).tiers).toEqual(["baseline", "target", "stretch"]);
  });
  it("gets other targets in its place, without the locks of a tier that is gone", () => {
    const line = { ...(lineOf(wish, net, TIERS) as Line), locks: [{ unit: "A", tier: "stretch", amount: "1" }, { unit: "B", amount: "2" }] };
    expect(retargeted(line, { total: { target: "7.00" } })).toMatchObject({ total: { target: "7.00" }, over_units: "equal", locks: [{ unit: "B", amount: "2" }] });
    expect(retargeted({ ...line, locks: line.locks.slice(0, 1) }, { total: { target: "7.00" } })).not.toHaveProperty("locks");
  });
  it("is whole with an indicator and a target", () => {
    expect([...plan.lines, { indicator: "a", spread: "rate", value: { target: 0 } } as Line].map(whole)).toEqual([false, true]);
  });
});

describe("another plan's days", () => {
  it("stand in the way where they meet these", () => {
    const taken = choice({ planned: [{ plan: "old", title: { zh: "o", en: "o" }, from: "2026-01-01", to: "2026-12-31" }] as Choice["planned"] });
    expect([clashOf(taken, "2026-12-31", "2027-06-30")?.plan, clashOf(taken, "2027-01-01", "2027-12-31")]).toEqual(["old", undefined]);
  });
});
