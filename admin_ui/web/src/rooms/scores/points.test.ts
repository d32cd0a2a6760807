import { expect, test } from "vitest";
import { moved, neighbour, periodName, points } from "./points";

test("points are written at the card's decimals, moves with their sign", () => {
  expect([points(60, 1, "zh"), points(null, 1, "zh"), points(-2.25, 2, "en"), points(1234.5, 0, "en")]).toEqual(["60.0", "—", "−2.25", "1,235"]);
  expect([moved(2.5, 1, "zh"), moved(-1.2, 0, "zh"), moved(0, 1, "zh")]).toEqual(["+2.5", "−1.2", ""]);
});

test("the period before ends the day before this one begins", () => {
  expect([neighbour("2026-11-01", "2026-11-30", -1), neighbour("2026-11-01", "2026-11-30", 1), neighbour("2026-01-01", "2026-03-31", -1)]).toEqual(["2026-10-31", "2026-12-01", "2025-12-31"]);
  expect([periodName({ kind: "month", from: "2026-11-01", to: "2026-11-30" }), periodName({ kind: "week", from: "2026-11-16", to: "2026-11-22" })]).toEqual(["2026-11", "2026-11-16 – 11-22"]);
});
