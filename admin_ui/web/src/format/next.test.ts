import { expect, it } from "vitest";
import { safeNext } from "./next";

it("keeps paths of this site", () => {
  for (const path of ["/", "/unit/S001?period=mtd&day=2026-11-22", "/incident/abc#top"]) expect(safeNext(path)).toBe(path);
});

it("refuses everything else", () => {
  const elsewhere = [
    null, "", "unit", "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
    "/\t/evil.example", "/\n/evil.example", " /x", "/ /evil.example", "data:text/html,x", "/login?next=/login", "\u0000/x",
  ];
  for (const next of elsewhere) expect(safeNext(next)).toBe("/");
});
