import type { Issue, Words } from "../../../../api/types";
import { useDefinitions, type KindCard, useDraft } from "../../changes";
import type { FormulaName } from "../../logic/formula";
import { isObject } from "../../logic/path";
import type { Entry, FieldType } from "./fields";

/** What every part of the designer is given. */
export interface Part {
  change: string;
  form: Entry;
  kind: KindCard;
  issues: readonly Issue[];
  readOnly: boolean;
  types: readonly FieldType[];
  /** What formulas may name, once the server has read the draft. */
  names: readonly FormulaName[] | undefined;
  onChange: (form: Entry) => void;
}

export interface Named {
  value: string;
  title: Words;
}

/** Definitions of a kind by name, as the change set has them. */
export function useNamed(change: string, kind: string): Named[] {
  const { data } = useDefinitions(change);
  return (data ?? []).filter((one) => one.kind === kind && one.action !== "removed").map(({ name, title }) => ({ value: name, title }));
}

/** The title of a level of the organisation. */
export function useLevelTitle(change: string): (level: unknown) => Words {
  const { data } = useDefinitions(change);
  const org = data?.find(({ kind }) => kind === "org");
  const { data: tree } = useDraft(change, "org", org?.name ?? "", org !== undefined);
  const levels = isObject(tree?.value) && Array.isArray(tree.value.levels) ? tree.value.levels.filter(isObject) : [];
  return (level) => {
    const found = levels.find(({ name }) => name === level);
    return isObject(found?.title) ? (found.title as { zh: string; en: string }) : typeof level === "string" ? level : "";
  };
}
