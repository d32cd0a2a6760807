import { Select } from "antd";
import { useMemo, useState } from "react";
import { useWords } from "../../../../i18n/words";
import { Loading } from "../../../../parts/Loading";
import { PageProblem } from "../../../../parts/PageProblem";
import { useKinds } from "../../changes";
import type { Definition, EditorProps } from "../../editor";
import type { Json } from "../../logic/path";
import { GenericEditor } from "../../parts/GenericEditor";
import { FilePart } from "./FilePart";
import { IntoPart } from "./IntoPart";
import { RunsPart } from "./RunsPart";
import { SecretsPart } from "./SecretsPart";
import { kindsOf } from "./shape";
import { type Into, intosOf, type Sample, useConnectors } from "./source";
import "./SourceEditor.css";
import { TryPart } from "./TryPart";

/** A source: how it is reached, tried on the spot, and which field of it fills which column. */
export default function SourceEditor({ change, value, issues, readOnly, onChange }: EditorProps) {
  const { t, words } = useWords();
  const kinds = useKinds();
  const connectors = useConnectors();
  const [sample, setSample] = useState<Sample | null>(null);
  const kind = kinds.data?.find((one) => one.kind === "source");
  const connector = typeof value.connector === "string" ? value.connector : "";
  const parts = useMemo(() => (kind && connectors.data ? kindsOf(kind, connectors.data, connector) : null), [kind, connectors.data, connector]);
  const failure = kinds.error ?? connectors.error;
  if (failure) return <PageProblem problem={failure} retry={() => void Promise.all([kinds.refetch(), connectors.refetch()])} />;
  if (!parts || !connectors.data) return <Loading lines={8} />;
  const take = (next: { [key: string]: Json }) => onChange(next as Definition);
  const intos = intosOf(value);
  const set = (next: Into[]) => onChange({ ...value, into: next as unknown as Json });
  const about = connectors.data.connectors.find(({ name }) => name === connector);
  const generic = { change, value: value as unknown as Json, issues, readOnly, onChange: take };
  const choose = (next: string) => {
    const { request: _, ...rest } = value;
    const needs = connectors.data.connectors.find(({ name }) => name === next);
    onChange({ ...rest, connector: next, connection: {}, ...(Object.keys((needs?.request as { properties?: object } | undefined)?.properties ?? {}).length ? { request: {} } : {}) } as Definition);
    setSample(null);
  };
  return (
    <div className="sourceeditor">
      <section className="sourcepart" aria-labelledby="source-basics">
        <h3 id="source-basics">{t("builder.source.basics")}</h3>
        <GenericEditor {...generic} kind={parts.basics} />
      </section>
      <section className="sourcepart" aria-labelledby="source-connection">
        <h3 id="source-connection">{t("builder.source.connection")}</h3>
        <div className="sourceform" data-path="$.connector">
          <div>
            <label htmlFor="source-connector">{t("builder.source.connector")}</label>
            <Select id="source-connector" disabled={readOnly} value={connector || null} placeholder={t("builder.field.choose")} options={connectors.data.connectors.map(({ name, title }) => ({ value: name, label: words(title) }))} onChange={choose} />
          </div>
        </div>
        {connector === "csv_file" ? <FilePart change={change} value={value} readOnly={readOnly} onChange={onChange} /> : null}
        {about && Object.keys(parts.main.schema.properties ?? {}).length ? <GenericEditor {...generic} kind={parts.main} /> : null}
        <details>
          <summary>{t("builder.source.later")}</summary>
          <GenericEditor {...generic} kind={parts.later} />
        </details>
        <SecretsPart value={value} />
      </section>
      <TryPart change={change} value={value} readOnly={readOnly} sample={sample} onSample={setSample} ready={about !== undefined} />
      <section className="sourcepart" aria-labelledby="source-into">
        <h3 id="source-into">{t("builder.source.into")}</h3>
        {(intos.length ? intos : [{ dataset: "", map: {} }]).map((into, i) => (
          <IntoPart
            key={i}
            change={change}
            at={i}
            into={into}
            sample={sample}
            needsRecords={about?.needs_records ?? false}
            issues={issues}
            readOnly={readOnly}
            onChange={(next) => set(intos.length ? intos.map((one, at) => (at === i ? next : one)) : [next])}
            onRemove={intos.length > 1 ? () => set(intos.filter((_, at) => at !== i)) : null}
            onAdd={i === Math.max(0, intos.length - 1) ? () => set([...intos, { dataset: "", map: {} }]) : null}
          />
        ))}
      </section>
      <RunsPart change={change} name={value.name} readOnly={readOnly} />
    </div>
  );
}
