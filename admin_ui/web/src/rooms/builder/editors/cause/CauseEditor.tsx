import { useWords } from "../../../../i18n/words";
import { Loading } from "../../../../parts/Loading";
import { ProblemNotice } from "../../../../parts/ProblemNotice";
import { useKinds } from "../../changes";
import type { Definition, EditorProps } from "../../editor";
import type { Json } from "../../logic/path";
import { GenericEditor } from "../../parts/GenericEditor";
import "./CauseEditor.css";
import { CausePreview } from "./CausePreview";

/** A possible cause of the library: when it counts as found, in which words, with which rows; tried on real units beside it. */
export default function CauseEditor({ change, value, issues, readOnly, onChange }: EditorProps) {
  const { t } = useWords();
  const kinds = useKinds();
  const kind = kinds.data?.find((one) => one.kind === "cause");
  if (kinds.error) return <ProblemNotice problem={kinds.error} retry={() => void kinds.refetch()} />;
  if (!kind) return <Loading lines={6} />;
  return (
    <div className="causeeditor">
      <p className="soft">{t("builder.cause.lead")}</p>
      <GenericEditor kind={kind} change={change} value={value as Json} issues={issues} readOnly={readOnly} onChange={(next) => onChange(next as Definition)} />
      {change ? <CausePreview change={change} value={value} /> : null}
    </div>
  );
}
