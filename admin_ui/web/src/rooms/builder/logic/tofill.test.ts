import { describe, expect, it } from "vitest";
import type { Json } from "./path";
import { toFill, unfilled } from "./tofill";

const issue = (path: string, code = "N126", en = "") => ({ code, path, level: "error" as const, message: { zh: en, en }, hint: null }) as never;

describe("what is still to be filled in", () => {
  it("is a place where nothing has been put, never one where something has", () => {
    const none: (Json | undefined)[] = [undefined, "", [], {}, { zh: "", en: "" }];
    const some: Json[] = [null, 0, false, " ", [""], { zh: "a", en: "" }];
    expect(none.map(unfilled)).toEqual([true, true, true, true, true]);
    expect(some.map(unfilled)).toEqual([false, false, false, false, false, false]);
    const whole = { columns: [], title: { zh: "x", en: "" }, rate: "abc" };
    expect(["$.columns", "$.title.en", "$.gone"].map((path) => toFill(issue(path), whole))).toEqual([true, true, true]);
    expect(["$", "$.title", "$.rate"].map((path) => toFill(issue(path), whole))).toEqual([false, false, false]);
    expect(toFill(issue("$", "N122", 'the field "level" is missing'), whole)).toBe(true);
  });
});
