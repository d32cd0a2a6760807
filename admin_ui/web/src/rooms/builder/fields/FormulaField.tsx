import { useMemo } from "react";
import { useWords } from "../../../i18n/words";
import { formulaNames } from "../editors/form/fields";
import { isObject, type Json } from "../logic/path";
import { type FormulaName, type Place, namesAt } from "../logic/formula";
import { FormulaField as Formula, useFormulaNames } from "../parts/FormulaField";
import { useExample } from "./Field";
import { type FieldProps, idOf, useForm } from "./form";

const text = (value: Json | undefined): string => (typeof value === "string" ? value : "");

/** A formula in any definition; where the place says what may be named, titles stand in place of names. */
export function FormulaField({ node, path, pattern, value, onChange, label }: FieldProps) {
  const { change, kind, whole, issues, readOnly, names: given } = useForm();
  const place = useMemo(() => placeOf(kind, pattern, whole), [kind, pattern, whole]);
  const served = useFormulaNames(change, place);
  const known = useKnownNames(pattern);
  const names = useMemo(() => {
    if (place?.of === "form") return [...(pattern.includes(".on_missing.") ? [] : (given ?? formulaNames(whole))), ...known, ...(served ?? [])];
    return place && place.of !== "indicator" ? withOwn(served ?? [], place, whole) : served;
  }, [served, place, whole, known, pattern, given]);
  return (
    <Formula
      id={idOf(path)}
      value={text(value)}
      label={label}
      names={names}
      issues={issues.get(path) ?? []}
      readOnly={readOnly}
      placeholder={useExample(node)}
      onChange={(next) => onChange(next || undefined)}
    />
  );
}

function placeOf(kind: string, pattern: string, whole: Json): Place | null {
  const own = isObject(whole) ? text(whole.name) : "";
  if (kind === "indicator") return { of: "indicator", own, dataset: pattern === "$.formula" && isObject(whole) && typeof whole.dataset === "string" ? whole.dataset : null };
  if (kind === "form") return { of: "form" };
  if (kind === "dataset") return { of: pattern.startsWith("$.measures") ? "measure" : "accept", dataset: own };
  return null;
}

/** What every submission has, beside its fields; the outcome of its photos only where it is mapped. */
const ALWAYS = ["unit", "day"];
const MAPPED = [...ALWAYS, "submission", "outcome", "score", "submitted_at"];
const MISSING = [...ALWAYS, "duty"];

function useKnownNames(pattern: string): FormulaName[] {
  const { t } = useWords();
  return useMemo(
    () =>
      (pattern.includes(".on_missing.") ? MISSING : pattern.startsWith("$.maps") ? MAPPED : ALWAYS).map((name) => {
        const title = { zh: t(`builder.formula.known.${name}`, { lng: "zh" }), en: t(`builder.formula.known.${name}`, { lng: "en" }) };
        return { kind: "field", name, title, type: null, dataset: null, dataset_title: null, unit_of_measure: null, formula: null, signature: null, example: null };
      }),
    [pattern, t],
  );
}

const TYPES: Record<string, string> = { day: "date", date: "date", timestamp: "timestamp", text: "text", integer: "number", number: "number", money: "money", boolean: "boolean" };

/** Of a dataset, the columns as they are being typed, saved or not. */
function withOwn(served: readonly FormulaName[], place: Place & { dataset: string | null }, whole: Json): FormulaName[] {
  const listed = (kind: "column" | "lookup", list: Json | undefined): FormulaName[] =>
    (Array.isArray(list) ? list : []).flatMap((one) => {
      if (!isObject(one) || typeof one.name !== "string" || !TYPES[text(one.type)]) return [];
      const title = isObject(one.title) ? { zh: text(one.title.zh) || one.name, en: text(one.title.en) || one.name } : { zh: one.name, en: one.name };
      return [{ kind, name: one.name, title, type: TYPES[text(one.type)] ?? null, dataset: place.dataset, dataset_title: null, unit_of_measure: null, formula: null, signature: null, example: null }];
    });
  const own = isObject(whole) ? [...listed("column", whole.columns), ...listed("lookup", whole.lookups)] : [];
  return [...namesAt(own, place), ...served.filter(({ kind }) => kind !== "column" && kind !== "lookup")];
}
