import { describe, expect, it } from "vitest";
import type { IndicatorRef } from "../api/types";
import { attained, count, exact, fullMoney, gapOf, money, percent, tight, valueOf } from "./number";

const zh = { lang: "zh", currency: "CNY" } as const;
const en = { lang: "en", currency: "CNY" } as const;
const of = (display: IndicatorRef["display"], decimals: number): IndicatorRef => ({
  indicator: "x",
  title: { zh: "x", en: "x" },
  display,
  decimals,
  unit_of_measure: "",
  direction: "higher",
});

describe("money", () => {
  it("is shortened by 万 and 亿 in Chinese", () => {
    expect(money(146.34, zh)).toBe("¥146.34");
    expect(money(9999.99, zh)).toBe("¥9,999.99");
    expect(money(10_000, zh)).toBe("¥1.00万");
    expect(money(1_234_567.8, zh)).toBe("¥123.46万");
    expect(money(250_000_000, zh)).toBe("¥2.50亿");
  });
  it("is shortened by k, M and bn in English", () => {
    expect(money(1_234_567.8, en)).toBe("¥1.23M");
    expect(money(12_000, en)).toBe("¥12.00k");
    expect(money(3.2e9, en)).toBe("¥3.20bn");
  });
  it("puts the sign before the currency and names an unknown one", () => {
    expect(money(-26.07, zh)).toBe("−¥26.07");
    expect(money(12, { lang: "en", currency: "CHF" })).toBe("CHF 12.00");
    expect(fullMoney(-1_234_567.8, zh)).toBe("−¥1,234,567.80");
  });
});

describe("nothing is not zero", () => {
  it("shows a dash for null and a zero for zero", () => {
    for (const write of [money, fullMoney]) expect(write(null, zh)).toBe("—");
    expect([percent(null, "zh"), attained(null, "zh"), count(null, "zh"), exact(null, "zh")]).toEqual(["—", "—", "—", "—"]);
    expect([money(0, zh), percent(0, "zh"), attained(0, "zh"), count(0, "zh")]).toEqual(["¥0.00", "0.0%", "0.0%", "0"]);
  });
});

describe("percentages", () => {
  it("have one decimal", () => {
    expect(percent(0.9612, "zh")).toBe("96.1%");
    expect(percent(1.0668, "en")).toBe("106.7%");
  });
  it("cut an attainment, so that just below a limit never looks like the limit", () => {
    expect(attained(0.849996, "zh")).toBe("84.9%");
    expect(attained(0.85, "zh")).toBe("85.0%");
    expect(attained(0.95, "zh")).toBe("95.0%");
    expect(attained(0.57, "zh")).toBe("57.0%"); // 0.57 * 1000 is 569.999… in floating point
  });
});

describe("an indicator's own manner", () => {
  it("follows its display and decimals", () => {
    expect(valueOf(2.135, of("number", 2), zh)).toBe("2.14");
    expect(valueOf(0.181, of("percent", 1), zh)).toBe("18.1%");
    expect(valueOf(28_110.5, of("money", 2), zh)).toBe("¥2.81万");
    expect(valueOf(28_110.5, of("money", 2), zh, true)).toBe("¥28,110.50");
  });
  it("signs a gap and calls a difference of percentages points", () => {
    expect(gapOf(-0.062, of("percent", 1), zh)).toBe("−6.2 pp");
    expect(gapOf(1852.1, of("money", 2), zh)).toBe("+¥1,852.10");
    expect(gapOf(0, of("number", 2), zh)).toBe("0.00");
  });
});

describe("tight", () => {
  it("writes the server's percentages as they are written here", () => {
    expect(tight("达成率 94.05 % ≥ 85 %，且 < 95 %")).toBe("达成率 94.05% ≥ 85%，且 < 95%");
    expect(tight("percent (%)")).toBe("percent (%)");
  });
});
