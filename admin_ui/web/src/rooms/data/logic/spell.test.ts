import { expect, it } from "vitest";
import { spell } from "./spell";

it("says how long", () => {
  expect(spell(4 * 3600 + 125, "en")).toBe("4 hrs 2 mins");
  expect(spell(51 * 3600, "en")).toBe("2 days 3 hrs");
  expect(spell(20, "en")).toBe("< 1 min");
  expect(spell(-600, "en")).toBe("−10 mins");
});
