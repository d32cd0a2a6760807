import { expect, test } from "vitest";
import { evaluate } from "./evaluate";
import type { Node, Scalar, Type } from "./tree";

// All cases of the language, and random ones, are in tests/engine/expressions/test_browser_evaluator.py.

const name = (of: string, type: Type): Node => ({ name: of, type });
const fixed = (value: Scalar, type: Type): Node => ({ value, type });
const call = (of: string, type: Type, ...parts: Node[]): Node => ({ call: of, type, of: parts });
const two = (operator: string, type: Type, a: Node, b: Node): Node => ({ operator, type, of: [a, b] });
const a = name("a", "number");

test("a record's value that is missing, inherited or of another type is null", () => {
  expect(evaluate(a, {})).toBeNull();
  expect(evaluate(name("toString", "text"), {})).toBeNull();
  expect(evaluate(a, { a: "1" })).toBeNull();
  expect(evaluate(a, { a: [1] })).toBeNull();
  expect(evaluate(a, { a: 2e15 })).toBeNull();
  expect(evaluate(a, { a: 1 })).toBe(1);
});

test("rounding is half away from zero, as people expect", () => {
  const round = call("round", "number", a, fixed(2, "number"));
  expect([1.005, -1.005, 2.675, 2.344].map((given) => evaluate(round, { a: given }))).toEqual([1.01, -1.01, 2.68, 2.34]);
});

test("days are days", () => {
  const next = two("+", "date", name("d", "date"), fixed(1, "number"));
  expect(evaluate(next, { d: "2028-02-28" })).toBe("2028-02-29");
  expect(evaluate(next, { d: "9999-12-31" })).toBeNull();
  expect(evaluate(next, { d: "2026-02-30" })).toBeNull();
});

test("a function this build does not know gives null, and so does one that only looks known", () => {
  expect(evaluate(call("of_the_future", "number", a), { a: 1 })).toBeNull();
  expect(evaluate(call("constructor", "number", a), { a: 1 })).toBeNull();
});
