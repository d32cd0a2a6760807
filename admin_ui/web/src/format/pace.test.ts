import { expect, it } from "vitest";
import { paceBars } from "./pace";

it("shows time, target and achievement on one scale and says what lags", () => {
  // 22 of 30 days; 60 of 100 were due, 54 are in
  const bars = paceBars({ time_share: 22 / 30, target_share: 0.6, actual_share: 0.54 });
  expect(bars.map(({ name, width }) => [name, Number(width.toFixed(4))])).toEqual([
    ["time", 0.7333],
    ["target", 0.6],
    ["actual", 0.54],
  ]);
  expect(bars.map(({ behind }) => behind)).toEqual([false, false, true]);
});

it("keeps the proportions where more is achieved than the whole target", () => {
  expect(paceBars({ time_share: 0.5, target_share: 0.5, actual_share: 1.25 }).map(({ width }) => width)).toEqual([0.4, 0.4, 1]);
});

it("has only the time for a rate", () => {
  expect(paceBars({ time_share: 1, target_share: null, actual_share: null }).map(({ name }) => name)).toEqual(["time"]);
});
