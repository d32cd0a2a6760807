import { useMemo } from "react";
import { useWords } from "../../../../i18n/words";
import { Loading } from "../../../../parts/Loading";
import { useKinds } from "../../changes";
import type { Definition, EditorProps } from "../../editor";
import { type Form, FormProvider, issuesByPlace } from "../../fields/form";
import { type Json, within } from "../../logic/path";
import { GenericEditor } from "../../parts/GenericEditor";
import { IssueLines } from "../role/IssueLines";
import { beginning } from "./begin";
import { CurveEditor } from "./CurveEditor";
import { LineCards } from "./LineCards";
import "./ScorecardEditor.css";
import { type Line, linesOf } from "./weights";
import { WeightBar } from "./WeightBar";

const FIRST = ["title", "description", "level", "period"];
const HAND_MADE = ["lines", "curve"];
const NUMBERS = ["cap", "floor", "decimals", "missing"];

/** A scorecard: lines with weights that must make 100 %, curves drawn as they are typed, then vetoes and peers. */
export default function ScorecardEditor({ change, value, issues, readOnly, onChange }: EditorProps) {
  const { t, lang } = useWords();
  const kind = useKinds().data?.find((one) => one.kind === "scorecard");
  const form = useMemo<Form | null>(
    () => (kind ? { kind: kind.kind, change, root: kind.schema, ui: kind.ui, lang, readOnly, whole: value as Json, issues: issuesByPlace(issues) } : null),
    [kind, change, lang, readOnly, value, issues],
  );
  if (!kind || !form) return <Loading lines={6} />;
  const given = { kind, change, value: value as Json, issues, readOnly, onChange: (next: { [key: string]: Json }) => onChange(next as Definition) };
  const lines = linesOf(value.lines as Json);
  const [cap, floor] = [typeof value.cap === "number" ? value.cap : 120, typeof value.floor === "number" ? value.floor : 0];
  const setLines = (next: Line[]) => onChange({ ...value, lines: next });
  const ofLines = issues.filter(({ path }) => path === "$.lines" || /^\$\.lines\[\d+\]\.weight$/.test(path));
  return (
    <div className="scorecardeditor">
      <GenericEditor {...given} only={FIRST} />
      <section data-path="$.lines" aria-labelledby="scorecard-lines">
        <h3 id="scorecard-lines">{t("builder.scorecard.lines")}</h3>
        <p className="soft small">{t("builder.scorecard.lead")}</p>
        <WeightBar lines={lines} readOnly={readOnly} onChange={setLines} />
        <IssueLines issues={ofLines} outer={["$.lines"]} />
        <FormProvider value={form}>
          <LineCards lines={lines} cap={cap} floor={floor} onChange={setLines} />
        </FormProvider>
      </section>
      <section aria-labelledby="scorecard-curve">
        <h3 id="scorecard-curve">{t("builder.scorecard.default")}</h3>
        <p className="soft small">{t(value.curve === undefined ? "builder.scorecard.noDefault" : "builder.scorecard.defaultLead")}</p>
        <CurveEditor curve={value.curve ?? beginning("linear", true)} path="$.curve" share cap={cap} floor={floor} label={t("builder.scorecard.default")} readOnly={readOnly} onChange={(curve) => onChange({ ...value, curve })} />
        <IssueLines issues={issues.filter(({ path }) => within(path, "$.curve"))} outer={["$.curve"]} />
      </section>
      <GenericEditor {...given} only={NUMBERS} />
      <GenericEditor {...given} but={[...FIRST, ...HAND_MADE, ...NUMBERS]} />
    </div>
  );
}
