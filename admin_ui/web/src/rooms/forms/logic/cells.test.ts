import { describe, expect, it } from "vitest";
import type { FormField } from "../shapes";
import { cellOf, columnsOf, differing } from "./cells";

const manner = { lang: "en" as const, digits: 2, yes: "yes", no: "no", at: (text: string) => text.slice(0, 10) };
const t = (zh: string, en: string) => ({ zh, en });
const field = (type: string, options: Record<string, unknown> = {}): FormField => ({ name: type, type, title: t(type, type), ...options });

describe("values of submissions as words", () => {
  it("money, percent and numbers", () => {
    expect(cellOf(field("money"), 1234567, manner)).toBe("12,345.67");
    expect(cellOf(field("percent"), 0.285, manner)).toBe("28.5%");
    expect(cellOf(field("number", { suffix: t("x", "pcs") }), 12.5, manner)).toBe("12.5 pcs");
    expect(cellOf(field("computed", { show: "percent" }), 2 / 3, manner)).toBe("66.66666667%");
  });
  it("choices, cascades and matrices by their titles", () => {
    const choices = [{ name: "a", title: t("\u7532", "First") }, { name: "b", title: t("\u4e59", "Second") }];
    expect(cellOf(field("choice", { choices }), "a", manner)).toBe("First");
    expect(cellOf(field("multi_choice", { choices }), ["b", "gone"], manner)).toBe("Second, gone");
    expect(cellOf(field("cascade", { tree: [{ ...choices[0], children: [choices[1]] }] }), ["a", "b"], manner)).toBe("First / Second");
    expect(cellOf(field("matrix", { rows: choices, columns: choices }), { a: "b" }, manner)).toBe("First: Second");
  });
  it("places, yes and no, repeats, nothing", () => {
    expect(cellOf(field("location"), { lat: 31.230416, lon: 121.473701, accuracy: 12.4 }, manner)).toBe("31.23042, 121.47370 \u00b112 m");
    expect(cellOf(field("yes_no"), false, manner)).toBe("no");
    expect(cellOf(field("repeat", { fields: [field("text"), field("number")] }), [{ text: "x", number: 3 }, { number: 4 }], manner)).toBe("x 3; 4");
    expect(cellOf(field("text"), undefined, manner)).toBe("\u2014");
  });
  it("sections are opened, photos and notes stand apart", () => {
    const fields = [field("note", { carries: false }), field("section", { fields: [field("text"), field("photo", { attachments: true })] })];
    expect(columnsOf(fields).map(({ name }) => name)).toEqual(["text"]);
  });
  it("what two versions differ in", () => {
    expect(differing({ a: 1, b: [1] }, { a: 2, b: [1], c: "x" })).toEqual(["a", "c"]);
  });
});
