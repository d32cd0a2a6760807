import { describe, expect, it } from "vitest";
import cases from "./answers.cases.json";
import type { Form } from "../data/shapes";
import type { Ground, Values } from "./contract";
import { around, faults, kept } from "./settle";

interface Case {
  name: string;
  given: Values;
  values?: Values;
  errors?: Record<string, string>;
  /** Only the server meets it. */
  server?: boolean;
}

/** The cases of tests/form_builder/answers, which the server runs too: the phone says the same. */
describe.each(cases as unknown as { form: Form; cases: Case[] }[])("$form.name", ({ form, cases: all }) => {
  const ground: Ground = { form, unit: { code: "B1", title: { zh: "单位", en: "Unit" } } as Ground["unit"], day: "2026-11-23" };

  it.each(all.filter((one) => !one.server))("$name", ({ given, values, errors }) => {
    const found = [...faults(form, given, ground, around(ground)).keys()];
    expect(found.sort()).toEqual(Object.keys(errors ?? {}).sort());
    if (!errors) expect(kept(form, given, ground, around(ground))).toEqual(values);
  });
});
