import { expect, it } from "vitest";
import { dayOf, daysBefore, instant, lasted } from "./time";

it("shows the year of a day only where it differs", () => {
  expect(dayOf("2026-11-22", "2026-11-23")).toBe("11-22");
  expect(dayOf("2025-12-31", "2026-01-01")).toBe("2025-12-31");
  expect(dayOf(null)).toBe("—");
});

it("writes instants in the organisation's zone, whatever the reader's", () => {
  expect(instant("2026-11-23T00:03:12Z", "Asia/Shanghai", "zh")).toBe("11-23 08:03");
  expect(instant("2026-11-22T16:00:00Z", "Asia/Shanghai", "en")).toBe("11-23 00:00");
});

it("counts days back across months", () => {
  expect(daysBefore("2026-03-01", 1)).toBe("2026-02-28");
});

it("says how long a run took", () => {
  expect(lasted("2026-11-23T00:00:02Z", "2026-11-23T00:00:20Z", "zh")).toBe("18 秒");
  expect(lasted("2026-11-23T00:00:00Z", "2026-11-23T00:02:05Z", "en")).toBe("2 min 5 s");
  expect(lasted("2026-11-23T00:00:00Z", null, "en")).toBe("—");
});
