import { expect, it } from "vitest";
import { readView, unitLink } from "./view";

it("reads only periods and days it knows", () => {
  expect(readView(new URLSearchParams("period=mtd&day=2026-11-22&indicator=atv"))).toMatchObject({ period: "mtd", day: "2026-11-22", indicator: "atv" });
  expect(readView(new URLSearchParams("period=decade&day=yesterday"))).toMatchObject({ period: undefined, day: undefined });
});

it("makes links that read back to the same view", () => {
  const link = unitLink({ code: "S 1/2" }, { period: "wtd", day: "2026-11-22", why: undefined });
  expect(link).toBe("/unit/S%201%2F2?period=wtd&day=2026-11-22");
  expect(readView(new URLSearchParams(link.split("?")[1]))).toMatchObject({ period: "wtd", day: "2026-11-22" });
});
