import { describe, expect, it } from "vitest";
import { fitting } from "./shrink";
import { type Band, edged, newBand, shifted } from "./standard";

const band: Band = { name: "eye", title: { zh: "a", en: "a" }, from: 0.25, to: 0.6 };

describe("bands of a standard", () => {
  it("have edges that never cross", () => {
    expect(edged(band, "from", 0.9).from).toBe(0.58);
    expect(edged(band, "to", -1).to).toBe(0.27);
    expect(edged(band, "to", 0.7049).to).toBe(0.7);
  });
  it("stay inside the picture when moved", () => {
    expect(shifted(band, -0.5)).toMatchObject({ from: 0, to: 0.35 });
    expect(shifted(band, 0.9)).toMatchObject({ from: 0.65, to: 1 });
  });
  it("are added below the lowest under a free name", () => {
    expect(newBand([band, { ...band, name: "band" }], band.title)).toMatchObject({ name: "band_2", from: 0.6, to: 0.8 });
  });
});

describe("a picture made small", () => {
  it("keeps its shape and is never enlarged", () => {
    expect(fitting(4000, 3000)).toEqual({ width: 640, height: 480 });
    expect(fitting(100, 300)).toEqual({ width: 100, height: 300 });
  });
});
