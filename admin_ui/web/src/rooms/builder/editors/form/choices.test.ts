import { describe, expect, it } from "vitest";
import { readChoices } from "./choices";

describe("a pasted list of choices", () => {
  it("takes words, English and stored names; makes the names that are missing", () => {
    expect(readChoices("Good\tVery good\tgood\nBad, Quite bad\n\nGood\n\u6b20\u4f73", [])).toEqual([
      { name: "good", title: { zh: "Good", en: "Very good" } },
      { name: "quite_bad", title: { zh: "Bad", en: "Quite bad" } },
      { name: "choice", title: { zh: "\u6b20\u4f73", en: "\u6b20\u4f73" } },
    ]);
  });
  it("leaves alone what is there, and no two names are alike", () => {
    const there = [{ name: "choice", title: { zh: "\u597d", en: "Good" } }];
    expect(readChoices("\u597d\n\u5dee\n\u4e2d", there).map(({ name }) => name)).toEqual(["choice_2", "choice_3"]);
  });
});
