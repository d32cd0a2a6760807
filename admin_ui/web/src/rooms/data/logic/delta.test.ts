import { describe, expect, it } from "vitest";
import { changedOnly, deltas, keyPart } from "./delta";

describe("a delta", () => {
  it("is after minus before, in exact cents", () => {
    expect(deltas({ channel: "shop", amount: 70.1 }, { amount: 80 })).toEqual([{ column: "amount", before: 80, after: 70.1, change: -9.9 }]);
    expect(keyPart({ channel: "shop", amount: 70 }, { amount: 80 })).toEqual([["channel", "shop"]]);
  });
  it("of a new row is all of it", () => {
    expect(deltas({ channel: "web", amount: 5 }, null).map((one) => [one.column, one.change])).toEqual([
      ["channel", null],
      ["amount", null],
    ]);
    expect(keyPart({ channel: "web" }, null)).toEqual([]);
  });
  it("asks only for what differs", () => {
    const row = { amount: 80, orders: 4, note: null };
    expect(changedOnly({ amount: "80", orders: "5", note: "" }, row)).toEqual({ orders: "5" });
    expect(changedOnly({ amount: "", orders: undefined }, row)).toEqual({ amount: null });
    expect(changedOnly({ amount: " 7 " }, null)).toEqual({ amount: "7" });
  });
});
