import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useMemo } from "react";
import { call } from "../../../api/call";
import type { Issue } from "../../../api/types";
import { useWords } from "../../../i18n/words";
import { type FormulaName, inWords, namesAt, type Place, titledOf } from "../logic/formula";
import "./FormulaField.css";

const FormulaBox = lazy(() => import("./formula/FormulaBox"));

interface Asked {
  id: string;
  value: string;
  onChange: (text: string) => void;
  label: string;
  /** What it may name; null: any word, none of them known. */
  names: readonly FormulaName[] | null;
  issues: readonly Issue[];
  readOnly: boolean;
  placeholder?: string | undefined;
}

const NONE: readonly FormulaName[] = [];

/** A formula: plain text underneath, titles as chips on the screen; what may be named is offered while one types. */
export function FormulaField({ id, value, onChange, label, names, issues, readOnly, placeholder }: Asked) {
  const { t, lang } = useWords();
  const titled = useMemo(() => titledOf(names ?? NONE), [names]);
  const said = inWords(value, titled, lang);
  return (
    <div className="formulafield">
      <Suspense fallback={<pre className="formulafield-coming">{value}</pre>}>
        <FormulaBox id={id} value={value} onChange={onChange} label={label} names={names ?? NONE} issues={issues} readOnly={readOnly} placeholder={placeholder ?? t("builder.formula.begin")} />
      </Suspense>
      {said && said !== value ? (
        <p className="formulafield-words">
          <span className="soft">{t("builder.formula.words")}</span> {said}
        </p>
      ) : null}
    </div>
  );
}

/** Everything that formulas of a change set may name at a place; without one, of what serves. */
export function useFormulaNames(change: string | null, place: Place | null): readonly FormulaName[] | null {
  const { data } = useQuery({
    queryKey: ["changes", change || null, "names"],
    queryFn: () => call<FormulaName[]>("GET", change ? `/changes/${encodeURIComponent(change)}/names` : "/names"),
    staleTime: 5_000,
  });
  const key = JSON.stringify(place);
  return useMemo(() => (data && place ? namesAt(data, place) : null), [data, key]); // eslint-disable-line react-hooks/exhaustive-deps
}
