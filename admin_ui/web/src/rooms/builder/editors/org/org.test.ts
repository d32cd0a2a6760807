import { describe, expect, it } from "vitest";
import { csvOf } from "../../../../parts/table";
import { levelName, movedBy, withLevels } from "./levels";
import type { Post, Unit } from "./org";
import { linesOf, treeOf, vacancies, within } from "./tree";

const unit = (code: string, parent: string, more: Partial<Unit> = {}): Unit => ({ line: 2, code, zh: `甲${code}`, en: "", level: "leaf", parent, opened: "", closed: "", groups: "", moved: "", live: true, ...more });
const units = [unit("HQ", "", { level: "top" }), unit("A", "HQ", { level: "mid" }), unit("B", "HQ", { level: "mid" }), unit("A1", "A"), unit("A2", "A", { closed: "2026-01-01" }), unit("B1", "B", { groups: "pilot" })];
const shown = (open: string[], search = "") => linesOf(treeOf(units), new Set(open), search).map(({ unit: { code }, depth }) => `${"-".repeat(depth)}${code}`);

describe("the tree", () => {
  it("shows what is open", () => {
    expect(shown([])).toEqual(["HQ"]);
    expect(shown(["HQ", "A"])).toEqual(["HQ", "-A", "--A1", "--A2", "-B"]);
  });
  it("finds by code, name and group, with the way there", () => {
    expect(shown([], "a1")).toEqual(["HQ", "-A", "--A1"]);
    expect(shown([], "PILOT")).toEqual(["HQ", "-B", "--B1"]);
    expect(shown([], "nothing")).toEqual([]);
  });
  it("shows what hangs nowhere or in a circle", () => {
    const lost = treeOf([unit("X", "GONE"), unit("P", "Q"), unit("Q", "P")]);
    expect(linesOf(lost, new Set(["X", "P", "Q"]), "").map(({ unit: { code } }) => code)).toEqual(["X", "P", "Q"]);
  });
  it("knows what is below", () => {
    expect([...within(treeOf(units), "A")].sort()).toEqual(["A", "A1", "A2"]);
  });
  it("takes 5,000 units at once", () => {
    const many = [unit("HQ", ""), ...Array.from({ length: 5000 }, (_, i) => unit(`L${i}`, "HQ"))];
    const begun = performance.now();
    expect(linesOf(treeOf(many), new Set(["HQ"]), "")).toHaveLength(5001);
    expect(performance.now() - begun).toBeLessThan(1500);
  });
});

describe("posts", () => {
  const post = (role: string, at: string, login: string, more: Partial<Post> = {}): Post => ({ line: 2, role, unit: at, login, since: "", until: "", deputy: false, ...more });
  it("are vacant where nobody holds them today; closed units have none", () => {
    const posts = [post("lead", "A", "li", { until: "2026-11-22" }), post("keeper", "A1", "wu"), post("keeper", "B1", "he", { deputy: true })];
    const roles = [{ name: "lead", level: "mid" }, { name: "keeper", level: "leaf" }];
    expect(vacancies(units, posts, roles, "2026-11-23").map(({ role, unit: { code }, deputy }) => `${role} ${code} ${deputy}`)).toEqual(["lead A false", "lead B false", "keeper B1 true"]);
  });
});

describe("levels", () => {
  const top = { name: "top", title: { zh: "总部", en: "Head office" } };
  it("grow by the words of a table", () => {
    expect(withLevels([top], ["集团", "分部"], "集团")).toEqual([
      { name: "top", title: { zh: "集团", en: "集团" } },
      { name: "level_2", title: { zh: "分部", en: "分部" } },
    ]);
    expect(levelName([{ name: "level_2" }])).toBe("level_3");
  });
  it("change places", () => {
    expect(movedBy(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
    expect(movedBy(["a", "b", "c"], 0, -1)).toEqual(["a", "b", "c"]);
  });
});

describe("a sheet", () => {
  it("becomes CSV", () => {
    expect(csvOf(["a", "b"], [['say "hi"', "x,y"], ["", "1"]])).toBe('a,b\n"say ""hi""","x,y"\n,1\n');
  });
});
