import { expect, test } from "vitest";

test("addresses come apart as they were put together", async () => {
  Object.assign(globalThis, { window: globalThis, addEventListener: () => undefined });
  const { address, partsOf } = await import("./route");
  expect(address("duty", "display", "S/1 店")).toBe("/m/duty/display/S%2F1%20%E5%BA%97");
  expect(partsOf(address("duty", "display", "S/1 店"))).toEqual(["duty", "display", "S/1 店"]);
  expect(partsOf("/m/")).toEqual([]);
  expect(partsOf("/m/sent/%zz")).toEqual(["sent", "%zz"]); // half an escape is not a fault
});
