import { expect, it } from "vitest";
import { tint } from "./tint";

it("mixes a colour with white", () => {
  expect(tint("#0b5c8a", 0)).toBe("#0b5c8a");
  expect(tint("#000000", 0.9)).toBe("#e6e6e6");
  expect(tint("#ff0000", 1)).toBe("#ffffff");
});
