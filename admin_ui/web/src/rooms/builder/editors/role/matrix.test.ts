import { describe, expect, it } from "vitest";
import { boardCover, boardFor, dutiesOf, fills, may, shows, type Value, withBoard, withFiller, withIndicator, withPermission } from "./matrix";

const ALL = ["sales", "margin", "upt"];

describe("what a role sees", () => {
  const open = { indicators: "all" };
  it("is everything but what is hidden, for a role that shows all", () => {
    const hidden = withIndicator(open, "margin", false, ALL);
    expect(hidden).toEqual({ indicators: "all", hidden_indicators: ["margin"] });
    expect(ALL.filter((name) => shows(hidden, name))).toEqual(["sales", "upt"]);
    expect(withIndicator(hidden, "margin", true, ALL)).toEqual(open);
    expect(shows({}, "sales")).toBe(true);
  });
  it("is what it lists, for a role that lists", () => {
    const listed = { indicators: ["sales"] };
    expect(withIndicator(listed, "upt", true, ALL)).toEqual({ indicators: ["sales", "upt"] });
    expect(withIndicator({ indicators: ["sales", "upt"] }, "upt", false, ALL)).toEqual(listed);
    const nothing = withIndicator(listed, "sales", false, ALL);
    expect(ALL.filter((name) => shows(nothing, name))).toEqual([]);
    expect(nothing).toEqual({ indicators: "all", hidden_indicators: ALL });
  });
  it("never lists and hides the same one", () => {
    expect(withIndicator({ indicators: ["sales"], hidden_indicators: ["upt"] }, "upt", true, ALL)).toEqual({ indicators: ["sales", "upt"] });
  });
});

describe("what a role may do", () => {
  it("keeps the order in which permissions are listed", () => {
    const role = withPermission({ permissions: ["c"] }, "a", true, ["a", "b", "c"]);
    expect(role).toEqual({ permissions: ["a", "c"] });
    expect(may(role, "a")).toBe(true);
    expect(withPermission(role, "c", false, ["a", "b", "c"])).toEqual({ permissions: ["a"] });
  });
});

describe("boards", () => {
  const roles = ["hq", "area", "store"];
  it("without roles are for everybody, and become so again", () => {
    expect(boardFor({}, "store")).toBe(true);
    const some = withBoard({ name: "b" }, "store", false, roles);
    expect(some).toEqual({ name: "b", roles: ["hq", "area"] });
    expect(boardFor(some, "store")).toBe(false);
    expect(withBoard(some, "store", true, roles)).toEqual({ name: "b" });
  });
  it("say how much of them a role sees", () => {
    const board: Value = { indicators: ["sales", "margin"], layout: [{ type: "trend", indicator: "upt" }, { type: "lights" }] };
    expect(boardCover(board, { indicators: "all", hidden_indicators: ["margin"] })).toEqual({ seen: 2, of: 3 });
  });
});

describe("forms", () => {
  const form: Value = { fillers: ["area"], duties: [{ name: "daily", roles: ["store"] }, { name: "weekly", roles: ["store", "area"] }] };
  it("are filled in by fillers and by those on duty", () => {
    expect(["hq", "area", "store"].map((role) => fills(form, role))).toEqual([false, true, true]);
    expect(dutiesOf(form, "store").map(({ name }) => name)).toEqual(["daily", "weekly"]);
    expect(dutiesOf(form, "hq")).toEqual([]);
  });
  it("are given to a role and taken from it without touching duties", () => {
    expect(withFiller(form, "hq", true)).toEqual({ ...form, fillers: ["area", "hq"] });
    expect(withFiller(form, "area", false)).toEqual({ ...form, fillers: [] });
  });
});
