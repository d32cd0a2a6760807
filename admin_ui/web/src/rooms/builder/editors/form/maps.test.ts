import { describe, expect, it } from "vitest";
import type { Entry, FieldType } from "./fields";
import { columnsOf, matched } from "./maps";

const type = (name: string, columns: string[]): FieldType => ({ name, title: { zh: name, en: name }, help: { zh: "", en: "" }, family: "text", schema: {}, holds: name === "section", many: false, carries: true, attachments: false, columns });
const types = [type("number", ["number", "integer"]), type("text", ["text"]), type("section", [])];

describe("what fills the columns of a dataset", () => {
  const dataset: Entry = {
    key: ["place", "on"],
    columns: [
      { name: "place", type: "unit", title: { zh: "P", en: "Place" } },
      { name: "on", type: "day", title: { zh: "D", en: "Day" } },
      { name: "facings", type: "integer", title: { zh: "F", en: "Facings" } },
      { name: "remark", type: "text", title: { zh: "R", en: "What was seen" }, required: false },
      { name: "passed", type: "boolean", title: { zh: "OK", en: "Passed" } },
    ],
  };
  const form: Entry = {
    fields: [
      { name: "facings", type: "text", title: { zh: "x", en: "x" } },
      { name: "s", type: "section", fields: [{ name: "n", type: "number", title: { zh: "y", en: "facings" } }, { name: "seen", type: "text", title: { zh: "z", en: "What was seen" } }] },
    ],
  };
  it("is the submission's unit and day, and fields of the same words whose type fits", () => {
    expect(matched(columnsOf(dataset), {}, form, types)).toEqual({ place: "unit", on: "day", facings: "n", remark: "seen" });
  });
  it("leaves what is written", () => {
    expect(matched(columnsOf(dataset), { facings: "n * 2", passed: "outcome == 'pass'" }, form, types)).toEqual({ place: "unit", on: "day", facings: "n * 2", remark: "seen", passed: "outcome == 'pass'" });
    expect(columnsOf(dataset).map(({ key, required }) => [key, required])).toEqual([[true, true], [true, true], [false, true], [false, false], [false, true]]);
  });
});
