import { TableOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useWords } from "../../../../i18n/words";
import { Loading } from "../../../../parts/Loading";
import { useKinds } from "../../changes";
import type { Definition, EditorProps } from "../../editor";
import { type ColumnRow, columnsOf, keyOf } from "../../logic/columns";
import { isObject, type Json } from "../../logic/path";
import { GenericEditor } from "../../parts/GenericEditor";
import { ColumnTable } from "./ColumnTable";
import "./DatasetEditor.css";
import { SampleDialog } from "./SampleDialog";
import { TablePlan } from "./TablePlan";

const BEFORE = ["title", "description"];
const OWN = ["columns", "key"];

/** A dataset: its columns as a table, what is summed over them, and what publishing would do to the table behind it. */
export default function DatasetEditor({ change, value, live, issues, readOnly, onChange }: EditorProps) {
  const { t } = useWords();
  const kind = useKinds().data?.find((one) => one.kind === "dataset");
  const [sampling, setSampling] = useState(false);
  if (!kind) return <Loading lines={8} />;
  const columns = columnsOf(value.columns as Json);
  const key = keyOf(value.key as Json);
  const set = (next: { columns: ColumnRow[]; key: string[] }) => onChange({ ...value, columns: next.columns, key: next.key });
  const given = { kind, change, value: value as Json, issues, readOnly, onChange: (next: { [key: string]: Json }) => onChange(next as Definition) };
  const serving = new Set(columnsOf(live?.columns as Json).map(({ name }) => name));
  return (
    <div className="dataseteditor">
      <GenericEditor {...given} only={BEFORE} />
      <section aria-labelledby="dataset-columns" data-path="$.columns">
        <header className="dataseteditor-head">
          <h3 id="dataset-columns">{t("builder.dataset.columns")}</h3>
          {readOnly || !columns.length ? null : (
            <Button icon={<TableOutlined aria-hidden />} onClick={() => setSampling(true)}>
              {t("builder.dataset.fromSample")}
            </Button>
          )}
        </header>
        <p className="soft small">{t("builder.dataset.lead")}</p>
        <ColumnTable whole={value as Json} onSample={() => setSampling(true)} columns={columns} columnKey={key} serving={serving} types={kind.ui.words?.["$.columns[*].type"] ?? {}} issues={issues} readOnly={readOnly} onChange={set} />
      </section>
      {change ? <TablePlan change={change} value={value} /> : null}
      <GenericEditor {...given} but={[...BEFORE, ...OWN]} />
      {sampling ? (
        <SampleDialog
          change={change}
          dataset={value.name}
          columns={columns}
          columnKey={key}
          types={kind.ui.words?.["$.columns[*].type"] ?? {}}
          onClose={() => setSampling(false)}
          onTake={(next) => {
            setSampling(false);
            const own = Array.isArray(value.measures) ? (value.measures as Json[]) : [];
            const measures = [...own, ...next.measures.filter(({ name }) => !own.some((one) => isObject(one) && one.name === name))];
            onChange({ ...value, columns: next.columns, key: next.key, ...(measures.length ? { measures } : {}) });
          }}
        />
      ) : null}
    </div>
  );
}
