import { Loading } from "../../../../parts/Loading";
import { useKinds } from "../../changes";
import type { Definition, EditorProps } from "../../editor";
import type { Json } from "../../logic/path";
import { GenericEditor } from "../../parts/GenericEditor";
import "./IndicatorEditor.css";
import { ScaleOf } from "./ScaleOf";
import { TryPanel } from "./TryPanel";

const FORMULA = ["formula", "dataset", "direction"];
const DRIVERS = ["drivers"];

/** An indicator: its formula first, what it gives on real units right below, then how it is named and shown. */
export default function IndicatorEditor({ change, value, issues, readOnly, onChange }: EditorProps) {
  const kind = useKinds().data?.find((one) => one.kind === "indicator");
  if (!kind) return <Loading lines={6} />;
  const given = { kind, change, value: value as Json, issues, readOnly, onChange: (next: { [key: string]: Json }) => onChange(next as Definition) };
  return (
    <div className="indicatoreditor">
      <GenericEditor {...given} only={FORMULA} />
      {change ? <TryPanel change={change} value={value} /> : null}
      <GenericEditor {...given} but={[...FORMULA, ...DRIVERS]} />
      <ScaleOf change={change} name={typeof value.scale === "string" ? value.scale : ""} />
      <GenericEditor {...given} only={DRIVERS} />
    </div>
  );
}
