import { describe, expect, it } from "vitest";
import { chipsIn, type FormulaName, inWords, meant, namesAt, offers, stretchOf, titledOf, tokensOf } from "./formula";

const made = (kind: FormulaName["kind"], name: string, zh: string, en: string, more: Partial<FormulaName> = {}): FormulaName => ({
  kind,
  name,
  title: { zh, en },
  type: "number",
  dataset: null,
  dataset_title: null,
  unit_of_measure: null,
  formula: null,
  signature: null,
  example: null,
  ...more,
});
const names = [
  made("measure", "sales_amount", "\u9500\u552e\u989d", "Sales amount", { dataset: "sales" }),
  made("measure", "sales", "\u9500\u91cf", "Sold", { dataset: "sales" }),
  made("indicator", "atv", "\u5ba2\u5355\u4ef7", "Average ticket"),
  made("column", "amount", "\u91d1\u989d", "Amount", { dataset: "sales" }),
  made("lookup", "category", "\u54c1\u7c7b", "Category", { dataset: "sales" }),
  made("aggregate", "sum", "\u6c42\u548c", "the sum"),
  made("function", "min", "\u6700\u5c0f\u503c", "the least"),
  made("word", "and", "\u5e76\u4e14", "both hold"),
];
const titled = titledOf(names);
const shown = (list: readonly FormulaName[]) => list.map(({ name }) => name);

describe("a formula in pieces", () => {
  it("is cut into names, numbers, text and signs, unfinished or not", () => {
    const text = "sales_amount*1.5 == 'a b' - x)";
    expect(tokensOf(text).map(({ from, to, kind }) => [text.slice(from, to), kind])).toEqual([
      ["sales_amount", "name"],
      ["*", "sign"],
      ["1.5", "number"],
      ["=", "sign"],
      ["=", "sign"],
      ["'a b'", "text"],
      ["-", "sign"],
      ["x", "name"],
      [")", "sign"],
    ]);
    expect(tokensOf("'open")).toEqual([{ from: 0, to: 5, kind: "text" }]);
  });
});

describe("chips", () => {
  it("stand where a whole name stands that means something, never in text or before a bracket", () => {
    const text = "sales_amount / atv + unknown + 'atv' + sales(1)";
    expect(chipsIn(text, titled).map(({ from, to }) => text.slice(from, to))).toEqual(["sales_amount", "atv"]);
  });
  it("leave the name alone that is being typed", () => {
    expect(chipsIn("atv / sales", titled, 11).map(({ name }) => name.name)).toEqual(["atv"]);
    expect(chipsIn("atv / sales", titled, null)).toHaveLength(2);
  });
  it("are read out as words, with the signs of paper", () => {
    expect(inWords("sales_amount / max(atv, 1) * 100 - 'a-b'", titled, "en")).toBe("[Sales amount] \u00f7 max([Average ticket], 1) \u00d7 100 \u2212 'a-b'");
    expect(inWords("atv >= 3 and  x != 2", titled, "zh")).toBe("[\u5ba2\u5355\u4ef7] \u2265 3 and x \u2260 2");
  });
});

describe("what may be named", () => {
  it("depends on the place", () => {
    expect(shown(namesAt(names, { of: "indicator", own: "atv", dataset: null }))).toEqual(["sales_amount", "sales", "min", "and"]);
    expect(shown(namesAt(names, { of: "indicator", own: "x", dataset: "sales" }))).toEqual(["sales_amount", "sales", "atv", "amount", "category", "sum", "min", "and"]);
    expect(shown(namesAt(names, { of: "measure", dataset: "sales" }))).toEqual(["amount", "category", "sum", "min", "and"]);
    expect(shown(namesAt(names, { of: "accept", dataset: "sales" }))).toEqual(["amount", "min", "and"]);
  });
  it("is offered by name or title in either language, the nearest first", () => {
    expect(shown(offers(names, "sales"))).toEqual(["sales", "sales_amount"]);
    expect(shown(offers(names, "amount"))).toEqual(["amount", "sales_amount"]);
    expect(shown(offers(names, "\u9500"))).toEqual(["sales", "sales_amount"]);
    expect(shown(offers(names, "ticket"))).toEqual(["atv"]);
    expect(shown(offers(names, ""))).not.toContain("and");
    expect(offers(names, "zzz")).toEqual([]);
  });
});

describe("an issue", () => {
  const issue = (code: string, position?: number, hint?: string) => ({ level: "error" as const, code, path: "$.formula", message: "x", hint: hint ?? null, ...(position === undefined ? {} : { position }) });
  it("underlines the piece it is about, and everything where it names none", () => {
    const text = "sales_amont / atv";
    expect(stretchOf(issue("N203", 0), text)).toEqual({ from: 0, to: 11 });
    expect(stretchOf(issue("N311", 12), text)).toEqual({ from: 12, to: 13 });
    expect(stretchOf(issue("N306", 99), text)).toEqual({ from: 16, to: 17 });
    expect(stretchOf(issue("N433"), text)).toEqual({ from: 0, to: 17 });
    expect(stretchOf(issue("N301", 0), "")).toEqual({ from: 0, to: 0 });
  });
  it("may say what was meant", () => {
    expect(meant(issue("N203", 0, 'did you mean "sales_amount"?'))).toBe("sales_amount");
    expect(meant(issue("N203", 0, "known: a, b"))).toBeNull();
    expect(meant(issue("N311", 0, 'did you mean "sum"?'))).toBeNull();
  });
});
