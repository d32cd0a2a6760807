import { describe, expect, it } from "vitest";
import { type Agenda, type Item, stepsOf, turned } from "./agenda";

const item = (code: string) => ({ unit: { code } }) as Item;
const agenda = (red: string[], yellow: string[]) => ({ own: item("HQ"), red: red.map(item), yellow: yellow.map(item), grey: [], spotlight: [item("Z")] }) as unknown as Agenda;

describe("the steps of a meeting", () => {
  it("are the whole, the reds one by one, the yellows together, and the spotlight", () => {
    const steps = stepsOf(agenda(["A", "B"], ["C", "D"]));
    expect(steps.map(({ kind, items }) => `${kind} ${items.map(({ unit }) => unit?.code).join()}`)).toEqual(["own HQ", "red A", "red B", "yellow C,D", "spotlight Z"]);
    expect(stepsOf(agenda([], [])).map(({ kind }) => kind)).toEqual(["own", "spotlight"]);
  });
  it("are turned by keys and end at the ends", () => {
    expect(turned(0, 3, "ArrowRight")).toBe(1);
    expect(turned(2, 3, "PageDown")).toBe(2);
    expect(turned(0, 3, "ArrowLeft")).toBe(0);
    expect(turned(1, 3, "End")).toBe(2);
    expect(turned(1, 3, "Home")).toBe(0);
    expect(turned(1, 3, "x")).toBe(1);
  });
});
