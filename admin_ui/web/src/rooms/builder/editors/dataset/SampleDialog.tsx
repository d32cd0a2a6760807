import { UploadOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Button, Checkbox, Input, Modal, Segmented, Select } from "antd";
import { useRef, useState } from "react";
import { call, headersFor } from "../../../../api/call";
import { Problem } from "../../../../api/problem";
import type { Text } from "../../../../api/types";
import { useWords } from "../../../../i18n/words";
import { DataTable } from "../../../../parts/DataTable";
import { ProblemNotice } from "../../../../parts/ProblemNotice";
import { type ColumnRow, untouched } from "../../logic/columns";
import type { Json } from "../../logic/path";
import { cellsOf } from "../../logic/sample";

interface Measure {
  name: string;
  title: Text;
  formula: string;
  [more: string]: Json;
}
interface Proposal {
  columns: { header: string; why: Text; column: ColumnRow }[];
  key: string[];
  sums: { column: string; measure: Measure }[];
}
interface Sheet {
  name: string;
  header: string[];
  rows: string[][];
}

interface Sampled {
  change: string;
  dataset: string;
  columnKey: readonly string[];
  columns: readonly ColumnRow[];
  types: Record<string, Text>;
  onTake: (next: { columns: ColumnRow[]; key: string[]; measures: Measure[] }) => void;
  onClose: () => void;
}

const MOST = 500;

/** Columns from a few rows somebody has at hand: pasted from a spreadsheet, or a CSV or Excel file. */
export function SampleDialog({ change, dataset, columns: all, columnKey, types, onTake, onClose }: Sampled) {
  const { t, words } = useWords();
  const [text, setText] = useState("");
  const [sheets, setSheets] = useState<Sheet[]>([]);
  const columns = all.filter((column) => !untouched(column));
  const [summed, setSummed] = useState(true);
  const [how, setHow] = useState<"replace" | "append">(columns.length ? "append" : "replace");
  const file = useRef<HTMLInputElement>(null);
  const propose = useMutation({ mutationFn: ({ header, rows }: Pick<Sheet, "header" | "rows">) => call<Proposal>("POST", "/samples/fields", undefined, { change, dataset, header, rows: rows.slice(0, MOST) }) });
  const read = useMutation({
    mutationFn: readFile,
    onSuccess: (found) => {
      setSheets(found);
      if (found[0]) propose.mutate(found[0]);
    },
  });
  const paste = (given: string) => {
    setText(given);
    setSheets([]);
    const [header, ...rows] = cellsOf(given, MOST);
    if (header && rows.length) propose.mutate({ header, rows });
    else propose.reset();
  };
  const found = propose.data;
  const taken = new Set(how === "append" ? columns.map(({ name }) => name) : []);
  const fresh = found?.columns.filter(({ column }) => !taken.has(column.name)) ?? [];
  const sums = (found?.sums ?? []).filter(({ column }) => fresh.some((one) => one.column.name === column));
  const take = () => {
    const next = fresh.map(({ column }) => column);
    const measures = summed ? sums.map(({ measure }) => measure) : [];
    const key = how === "append" && columnKey.length ? [...columnKey] : (found?.key ?? []);
    onTake({ columns: how === "append" ? [...columns, ...next] : next, key, measures });
  };
  return (
    <Modal open width={840} title={t("builder.dataset.sample.title")} okText={t("builder.dataset.sample.take", { count: fresh.length })} okButtonProps={{ disabled: !fresh.length }} cancelText={t("builder.cancel")} onOk={take} onCancel={onClose}>
      <div className="sampledialog">
        <Input.TextArea autoFocus aria-label={t("builder.dataset.sample.paste")} placeholder={t("builder.dataset.sample.paste")} rows={4} value={text} onChange={({ target }) => paste(target.value)} style={{ fontFamily: "var(--mono)", fontSize: 12 }} />
        <div className="sampledialog-from">
          <Button icon={<UploadOutlined aria-hidden />} loading={read.isPending} onClick={() => file.current?.click()}>
            {t("builder.dataset.sample.file")}
          </Button>
          <input ref={file} type="file" hidden accept=".csv,.tsv,.txt,.xlsx,.xls" aria-label={t("builder.dataset.sample.file")} onChange={({ target }) => target.files?.[0] && read.mutate(target.files[0])} />
          {sheets.length > 1 ? <Select aria-label={t("builder.dataset.sample.sheet")} defaultValue={0} options={sheets.map(({ name }, value) => ({ value, label: name }))} onChange={(at: number) => sheets[at] && propose.mutate(sheets[at])} /> : null}
          {columns.length ? (
            <Segmented
              aria-label={t("builder.dataset.sample.how")}
              value={how}
              onChange={setHow}
              options={[
                { value: "append", label: t("builder.dataset.sample.append") },
                { value: "replace", label: t("builder.dataset.sample.replace") },
              ]}
            />
          ) : null}
        </div>
        {read.error ? <ProblemNotice problem={read.error} /> : propose.error ? <ProblemNotice problem={propose.error} /> : null}
        {found ? (
          <DataTable
            stacks
            label={t("builder.dataset.sample.found")}
            rows={found.columns}
            keyOf={({ column }) => column.name}
            columns={[
              { title: t("builder.dataset.sample.header"), cell: ({ header }) => header || "—" },
              { title: t("builder.dataset.name"), cell: ({ column }) => <code>{column.name}</code> },
              { title: t("builder.dataset.type"), cell: ({ column }) => words(types[column.type]) || column.type },
              { title: t("builder.dataset.key"), cell: ({ column }) => (found.key.includes(column.name) ? t("common.yes") : "") },
              { title: t("builder.dataset.sample.why"), cell: ({ column, why }) => <span className="soft">{taken.has(column.name) ? t("builder.dataset.sample.there") : words(why)}</span> },
            ]}
          />
        ) : null}
        {sums.length ? (
          <Checkbox checked={summed} onChange={({ target }) => setSummed(target.checked)}>
            {t("builder.dataset.sample.sums", { count: sums.length })} <span className="soft">{sums.map(({ measure }) => words(measure.title)).join(t("builder.dataset.sample.comma"))}</span>
          </Checkbox>
        ) : null}
      </div>
    </Modal>
  );
}

async function readFile(file: File): Promise<Sheet[]> {
  const body = new FormData();
  body.append("file", file);
  const response = await fetch("/api/v1/tables/read", { method: "POST", headers: headersFor("POST"), credentials: "same-origin", body }).catch(() => Promise.reject(Problem.unreachable()));
  if (!response.ok) throw await Problem.of(response);
  return ((await response.json()) as { sheets: Sheet[] }).sheets;
}
