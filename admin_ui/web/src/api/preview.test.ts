import { describe, expect, it, vi } from "vitest";

vi.stubGlobal("sessionStorage", { getItem: () => null });
const { previewHeader } = await import("./preview");

describe("the preview's header", () => {
  it("names only the parts that there are, so that the server reads them again", () => {
    expect(previewHeader({ change: "c1", as: "a&b 店", day: "2026-11-24", changeTitle: "x" })).toBe("change=c1&as=a%26b+%E5%BA%97&day=2026-11-24");
    expect(previewHeader({ as: "hq" })).toBe("as=hq");
    expect(previewHeader({ changeTitle: "x" })).toBe("");
  });
});
