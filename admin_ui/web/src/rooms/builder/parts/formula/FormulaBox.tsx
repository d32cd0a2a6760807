import type { EditorView } from "@codemirror/view";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Issue } from "../../../../api/types";
import { useWords } from "../../../../i18n/words";
import { type FormulaName, meant, stretchOf } from "../../logic/formula";
import { formulaEditor, type Known, tell } from "./editor";
import "./FormulaBox.css";

export interface BoxProps {
  id: string;
  value: string;
  names: readonly FormulaName[];
  issues: readonly Issue[];
  label: string;
  placeholder: string;
  readOnly: boolean;
  onChange: (text: string) => void;
}

/** The formula field itself, with CodeMirror in it: fetched when the first formula is shown. */
export default function FormulaBox({ id, value, names, issues, label, placeholder, readOnly, onChange }: BoxProps) {
  const { t, lang, words, named } = useWords();
  const place = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<EditorView | null>(null);
  const change = useRef(onChange);
  change.current = onChange;
  const around = useMemo<Known>(
    () => ({
      names,
      lang,
      about: (one) => [named("builder.formula.kind", one.kind), one.type ? named("builder.formula.type", one.type) : "", words(one.dataset_title), words(one.unit_of_measure)].filter(Boolean).join(" · "),
    }),
    [names, lang], // eslint-disable-line react-hooks/exhaustive-deps
  );
  const first = useRef({ value, around, readOnly, label, placeholder });
  useEffect(() => {
    if (!place.current) return;
    const begun = first.current;
    const made = formulaEditor({
      parent: place.current,
      text: begun.value,
      known: begun.around,
      readOnly: begun.readOnly,
      label: begun.label,
      describedBy: `${id}-keys`,
      empty: begun.placeholder,
      onChange: (text) => change.current(text),
      onLeave: () => undefined,
    });
    setView(made);
    return () => made.destroy();
  }, [id]);
  useEffect(() => {
    if (!view) return;
    const marks = issues.map((issue) => {
      const instead = meant(issue);
      const stretch = stretchOf(issue, value);
      const message = [words(issue.message), words(issue.hint)].filter(Boolean).join(" ");
      const actions = instead ? [{ name: t("builder.formula.replace", { name: instead }), apply: (on: EditorView, from: number, to: number) => on.dispatch({ changes: { from, to, insert: instead }, userEvent: "input.complete" }) }] : [];
      return { ...stretch, severity: issue.level, message, source: issue.code, actions };
    });
    tell(view, { text: value, known: around, readOnly, issues: marks });
  }, [view, value, around, readOnly, issues]); // eslint-disable-line react-hooks/exhaustive-deps
  return (
    <>
      <div ref={place} className={`formulabox${readOnly ? " formulabox-fixed" : ""}`} />
      <span id={`${id}-keys`} className="unseen">
        {t("builder.formula.keys")}
      </span>
    </>
  );
}
