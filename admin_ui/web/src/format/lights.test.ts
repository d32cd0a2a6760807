import { describe, expect, it } from "vitest";
import type { ChildUnit, Colour, Light } from "../api/types";
import { causes, dataOf, fitsTogether, tally, worstFirst } from "./lights";

const lamp = (light: Colour, indicator = "") => ({ light, indicator }) as Light;

describe("worstFirst", () => {
  it("orders red, yellow, grey, green and keeps the given order within a colour", () => {
    const given = [lamp("green", "a"), lamp("grey", "b"), lamp("red", "c"), lamp("yellow", "d"), lamp("red", "e")];
    expect(worstFirst(given).map(({ indicator }) => indicator)).toEqual(["c", "e", "d", "b", "a"]);
    expect(given[0]?.indicator).toBe("a");
  });
});

describe("tally", () => {
  it("counts each colour", () => {
    expect(tally([lamp("red"), lamp("red"), lamp("grey")])).toEqual({ red: 2, yellow: 0, grey: 1, green: 0 });
  });
});

describe("fitsTogether", () => {
  const home = (lights: number, units: number) => ({
    lights: Array.from({ length: lights }, () => lamp("green")),
    units: Array.from({ length: units }, () => ({ light: "green" }) as ChildUnit),
  });
  it("never lets a first look hold more than twelve lamps", () => {
    expect(fitsTogether(home(8, 4), false)).toBe(true);
    expect(fitsTogether(home(8, 5), false)).toBe(false);
  });
  it("holds fewer on a phone", () => {
    expect(fitsTogether(home(8, 0), true)).toBe(true);
    expect(fitsTogether(home(8, 1), true)).toBe(false);
  });
});

describe("causes", () => {
  const named = (light: Colour, ...lights: Light[]) => causes({ light, lights } as ChildUnit).map(({ indicator }) => indicator);
  const at = (attainment: number | null, light: Colour, indicator: string) => ({ ...lamp(light, indicator), attainment });
  it("names what has the unit's own colour, the farthest from its target first", () => {
    expect(named("red", at(1, "green", "a"), at(0.9, "yellow", "b"), at(0.8, "red", "c"), at(0.2, "red", "d"))).toEqual(["d", "c"]);
  });
  it("names what nobody knows in the given order, and nothing where all is well", () => {
    expect(named("grey", at(null, "grey", "a"), at(1, "green", "b"), at(null, "grey", "c"))).toEqual(["a", "c"]);
    expect(named("green", at(1, "green", "a"))).toEqual([]);
  });
});

describe("dataOf", () => {
  const light = (have: number, expected: number) => ({ light: "green", have, expected }) as Light;
  it("takes the least covered light where the server does not say", () => {
    expect(dataOf({ light: "green", lights: [light(4, 4), light(3, 4)] } as ChildUnit)).toMatchObject({ have: 3, expected: 4 });
    expect(dataOf({ light: "green", have: 1, expected: 2, lights: [light(4, 4)] } as ChildUnit)).toMatchObject({ have: 1, expected: 2 });
    expect(dataOf({ light: "grey" } as ChildUnit)).toBeUndefined();
  });
});
