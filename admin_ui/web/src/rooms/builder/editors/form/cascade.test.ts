import { describe, expect, it } from "vitest";
import { countOf, depthOf, outline, readTree } from "./cascade";

describe("a tree of choices as an outline", () => {
  const text = "East | East | east\n  Ningbo | Ningbo | nb\n  Hangzhou | Hangzhou | hz\nWest | West | west\n  Xian | Xi'an | xa";
  const tree = [
    {
      name: "east",
      title: { zh: "East", en: "East" },
      children: [
        { name: "nb", title: { zh: "Ningbo", en: "Ningbo" } },
        { name: "hz", title: { zh: "Hangzhou", en: "Hangzhou" } },
      ],
    },
    { name: "west", title: { zh: "West", en: "West" }, children: [{ name: "xa", title: { zh: "Xian", en: "Xi'an" } }] },
  ];
  it("goes there and back", () => {
    expect(readTree(text)).toEqual(tree);
    expect(outline(tree)).toBe(text);
    expect([depthOf(tree), countOf(tree)]).toEqual([2, 5]);
  });
  it("makes names and keeps those it has had", () => {
    expect(readTree("East\n   Ningbo\n   Other", tree)).toEqual([
      {
        name: "east",
        title: { zh: "East", en: "East" },
        children: [
          { name: "nb", title: { zh: "Ningbo", en: "Ningbo" } },
          { name: "other", title: { zh: "Other", en: "Other" } },
        ],
      },
    ]);
  });
  it("reads a table with a column a level, merged cells as well", () => {
    expect(outline(readTree("East\tNingbo\n\tHangzhou\nWest\tXian\nEast\tWenzhou"))).toBe("East | East | east\n  Ningbo | Ningbo | ningbo\n  Hangzhou | Hangzhou | hangzhou\n  Wenzhou | Wenzhou | wenzhou\nWest | West | west\n  Xian | Xian | xian");
  });
});
