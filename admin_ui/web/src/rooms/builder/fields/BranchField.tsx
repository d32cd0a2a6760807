import { Select } from "antd";
import { useWords } from "../../../i18n/words";
import { isObject } from "../logic/path";
import { blank, branchAt, type Branch, branchesOf, titleOf } from "../logic/schema";
import { Control } from "./Field";
import { type FieldProps, idOf, useForm } from "./form";
import "./BranchField.css";

/** One of several shapes: first which, then its own fields. What both shapes have in common stays when it changes. */
export function BranchField({ node, path, pattern, value, onChange, label }: FieldProps) {
  const { root, ui, lang, readOnly } = useForm();
  const { t, words } = useWords();
  const branches = branchesOf(node, root);
  const place = branchAt(branches, value);
  const here = branches[place];
  const nameOf = ({ node: one, at, word, shape }: Branch): string => {
    const told = at === null ? undefined : ui.words?.[at ? `${pattern}.${at}` : pattern]?.[String(word)];
    if (told) return words(told);
    if (at !== null) return String(word);
    const first = Object.values(one.properties ?? {})[0];
    return titleOf(one, lang) || (shape === "object" && first ? titleOf(first, lang) : t(`builder.branch.${shape}`, { defaultValue: shape }));
  };
  const turn = (next: number) => {
    const branch = branches[next];
    if (!branch || next === place) return;
    if (branch.at === "") return onChange(branch.word ?? undefined);
    const begun = blank(branch.node, root);
    const kept = isObject(value) && isObject(begun) ? Object.fromEntries(Object.entries(value).filter(([name]) => name in (branch.node.properties ?? {}) && name !== branch.at)) : {};
    onChange(isObject(begun) ? { ...begun, ...kept } : begun);
  };
  return (
    <div className="branchfield">
      <Select
        id={idOf(path)}
        aria-label={label}
        disabled={readOnly}
        value={place < 0 ? null : place}
        placeholder={t("builder.field.choose")}
        options={branches.map((one, i) => ({ value: i, label: nameOf(one) }))}
        onChange={(next: number | null) => turn(next ?? -1)}
      />
      {here && here.at !== "" ? <Control node={without(here)} path={path} pattern={pattern} value={value} label={label} onChange={onChange} /> : null}
    </div>
  );
}

/** The branch's fields without the one that tells it apart: that is the choice itself. */
function without({ node, at }: Branch) {
  if (!at || !node.properties) return node;
  const { [at]: _, ...properties } = node.properties;
  return { ...node, properties, additionalProperties: false };
}
