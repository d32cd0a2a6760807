import { useMemo } from "react";
import { Loading } from "../../../../parts/Loading";
import { useWords } from "../../../../i18n/words";
import { useKinds } from "../../changes";
import type { Definition, EditorProps } from "../../editor";
import { type Form, FormProvider, issuesByPlace } from "../../fields/form";
import type { Json } from "../../logic/path";
import { GenericEditor } from "../../parts/GenericEditor";
import { Bands } from "./Bands";
import "./PhotoStandard.css";
import { References } from "./References";
import { Rules } from "./Rules";

const OWN = ["references", "bands", "rules"];

/** A standard of photos: which products to know, where to look, and what has to hold, in sentences. */
export default function PhotoStandardEditor({ change, value, issues, readOnly, onChange }: EditorProps) {
  const { lang } = useWords();
  const kind = useKinds().data?.find((one) => one.kind === "photo_standard");
  const form = useMemo<Form | null>(() => (kind ? { kind: "photo_standard", change, root: kind.schema, ui: kind.ui, lang, readOnly, whole: value as Json, issues: issuesByPlace(issues) } : null), [kind, change, lang, readOnly, value, issues]);
  if (!kind || !form) return <Loading lines={6} />;
  const given = { kind, change, value: value as Json, issues, readOnly, onChange: (next: { [key: string]: Json }) => onChange(next as Definition) };
  const set = (name: string) => (next: Json) => onChange({ ...value, [name]: next });
  const part = { value: value as { [key: string]: Json }, issues, readOnly };
  return (
    <FormProvider value={form}>
      <div className="photostandard">
        <GenericEditor {...given} only={["title", "description"]} />
        <References {...part} onChange={set("references")} />
        <Bands {...part} onChange={set("bands")} />
        <Rules {...part} root={kind.schema} onChange={set("rules")} />
        <GenericEditor {...given} but={[...OWN, "title", "description"]} />
      </div>
    </FormProvider>
  );
}
