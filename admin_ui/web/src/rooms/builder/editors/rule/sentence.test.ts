import { describe, expect, it } from "vitest";
import en from "./en.json";
import { begun, fallbackOf, partsOf, percentIn, percentOf, shareOf, spoken, whole, withInner, withRole } from "./sentence";
import { loopOf, snippetOf } from "./snippet";
import zh from "./zh.json";

const CONDITION = {
  zh: "{indicator} 的日达成率连续 {days} 个营业日低于 {attainment_below}",
  en: "daily attainment of {indicator} stays below {attainment_below} on {days} duty days in a row",
};
const WORDS: Record<string, Record<string, string>> = {
  zh: { level: "门店", indicator: "销售额", days: "3", attainment_below: "85%", to: "区域经理", cc: "大区总监", severity: "预警", channel: "企业微信" },
  en: { level: "store", indicator: "Sales", days: "3", attainment_below: "85%", to: "area manager", cc: "director", severity: "warning", channel: "WeCom" },
};

describe("the sentence of a rule", () => {
  it("is read in both languages, with the condition's own words in it", () => {
    const said = (lang: "zh" | "en") => spoken(whole((lang === "zh" ? zh : en).builder.rule.frame, CONDITION[lang]), (hole) => WORDS[lang]?.[hole] ?? "?");
    expect(said("zh")).toBe("当任一门店的销售额 的日达成率连续 3 个营业日低于 85% 时，以预警级别通知 区域经理，抄送 大区总监，通过 企业微信 发送。");
    expect(said("en")).toBe("When, at any store, daily attainment of Sales stays below 85% on 3 duty days in a row, the area manager is told and the director copied, as warning, by WeCom.");
  });
  it("has the same holes in both languages", () => {
    const holes = (frame: string) => partsOf(frame).flatMap((part) => ("hole" in part ? [part.hole] : [])).sort();
    expect(holes(en.builder.rule.frame)).toEqual(holes(zh.builder.rule.frame));
    expect(holes(zh.builder.rule.frame)).toEqual(["cc", "channel", "condition", "level", "severity", "to"]);
  });
  it("takes the words of a condition that nobody has heard of", () => {
    expect(whole("When {condition}.", "{indicator} drops by {drop} in {weeks} weeks")).toEqual([
      { text: "When " },
      { hole: "indicator" },
      { text: " drops by " },
      { hole: "drop" },
      { text: " in " },
      { hole: "weeks" },
      { text: " weeks" },
      { text: "." },
    ]);
  });
  it("changes one setting and nothing else", () => {
    const rule = { name: "r", condition: { type: "t", days: 3 } };
    expect(withInner(rule, "condition", "days", 5)).toEqual({ name: "r", condition: { type: "t", days: 5 } });
    expect(withInner(rule, "condition", "days", undefined)).toEqual({ name: "r", condition: { type: "t" } });
    expect(withRole({ ...rule, cc: { role: "a" } }, "cc", undefined)).toEqual(rule);
    expect(rule.condition.days).toBe(3);
  });
  it("begins a condition of another type with what both know and what the new one cannot do without", () => {
    const drop = {
      controls: [{ name: "than", kind: "choice" }, { name: "by", kind: "percent" }, { name: "days", kind: "integer", default: 1 }, { name: "resolve_at", kind: "percent", default: "by" }],
      schema: { required: ["type", "than", "by"], properties: { than: { examples: ["week"] }, by: { examples: [0.2] }, days: { examples: [1] } } },
    };
    expect(begun({ type: "consecutive_days", days: 4, attainment_below: 0.85 }, drop, "drop")).toEqual({ type: "drop", than: "week", by: 0.2, days: 4 });
    expect(fallbackOf(drop.controls[3]!, { by: 0.2 })).toBe(0.2);
    expect(fallbackOf(drop.controls[2]!, {})).toBe(1);
  });
  it("takes a line for percent where it is one of attainment", () => {
    expect(percentIn({ name: "line", kind: "value" }, { of: "attainment" })).toBe(true);
    expect(percentIn({ name: "line", kind: "value" }, { of: "value" })).toBe(false);
  });
  it("shows shares as percent and keeps them exact", () => {
    for (const percent of [85, 84.9, 0.1, 33.3, 110]) expect(percentOf(shareOf(percent))).toBe(percent);
    expect([shareOf(85), percentOf(0.85), shareOf(84.99)]).toEqual([0.85, 85, 0.8499]);
  });
});

describe("names put into a template", () => {
  it("are values, or a loop over a list with the filters that fit", () => {
    expect(snippetOf("unit")).toBe("{{ unit }}");
    expect(snippetOf("days[].actual", "money")).toBe("{{ d.actual | money }}");
    expect(loopOf("days", ["day", "attainment"])).toBe("{% for d in days %}{{ d.day | day('short') }} {{ d.attainment | percent }}\n{% endfor %}");
  });
});
