import { describe, expect, it } from "vitest";
import { instantOf, localOf, tonight } from "./moments";

describe("local times of the organisation", () => {
  it("are read and written in its zone", () => {
    expect(instantOf("2026-11-26T18:00", "Asia/Shanghai")).toBe("2026-11-26T10:00:00.000Z");
    expect(localOf(Date.parse("2026-11-26T10:00:00Z"), "Asia/Shanghai")).toBe("2026-11-26T18:00");
    expect(instantOf("2026-01-10T08:30", "America/New_York")).toBe("2026-01-10T13:30:00.000Z");
    expect(instantOf("2026-07-10T08:30", "America/New_York")).toBe("2026-07-10T12:30:00.000Z");
  });
  it("end at midnight of the zone, not of the browser", () => {
    expect(tonight(Date.parse("2026-11-25T17:00:00Z"), "Asia/Shanghai")).toBe("2026-11-26T23:59");
  });
});
