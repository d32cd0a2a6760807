import { TableOutlined } from "@ant-design/icons";
import { Button, Input, Select } from "antd";
import { useId, useState } from "react";
import { upload } from "../api/call";
import { useWords } from "../i18n/words";
import { Loading } from "./Loading";
import { ProblemNotice } from "./ProblemNotice";
import type { Sheet } from "./table";
import "./TableUpload.css";

interface Wanted {
  /** The table that was chosen; null while there is none (again). `file` is what it came from. */
  onSheet: (sheet: Sheet | null, file: Blob | null) => void;
}

/** Takes a CSV or Excel file, by choosing or dropping it, or cells pasted from Excel; says what was put right in it. */
export function TableUpload({ onSheet }: Wanted) {
  const { t, words } = useWords();
  const id = useId();
  const [sheets, setSheets] = useState<Sheet[]>([]);
  const [at, setAt] = useState(0);
  const [from, setFrom] = useState<{ blob: Blob; name: string } | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [over, setOver] = useState(false);
  const [pasting, setPasting] = useState(false);
  const read = async (blob: Blob | undefined, name: string) => {
    if (!blob || busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const { sheets: found } = await upload<{ sheets: Sheet[] }>("/tables/read", blob);
      setSheets(found);
      setAt(0);
      setFrom({ blob, name });
      onSheet(found[0] ?? null, blob);
    } catch (refused) {
      setSheets([]);
      setProblem(refused);
      onSheet(null, null);
    }
    setBusy(false);
    setPasting(false);
  };
  const sheet = sheets[at];
  return (
    <div className="tableupload">
      <label
        className={`tableupload-zone${over ? " tableupload-over" : ""}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          const [file] = event.dataTransfer.files;
          void read(file, file?.name ?? "");
        }}
      >
        <TableOutlined aria-hidden />
        <strong>{t("builder.table.choose")}</strong>
        <span className="soft">{t("builder.table.kinds")}</span>
        <input
          type="file"
          className="unseen"
          accept=".csv,.txt,.tsv,.xlsx,.xls,.xlsm"
          aria-label={t("builder.table.choose")}
          onChange={({ target }) => {
            const [file] = target.files ?? [];
            void read(file, file?.name ?? "");
            target.value = "";
          }}
        />
      </label>
      {pasting ? (
        <Input.TextArea
          autoFocus
          aria-label={t("builder.table.paste")}
          placeholder={t("builder.table.pasteHere")}
          autoSize={{ minRows: 3, maxRows: 8 }}
          onPaste={(event) => {
            const text = event.clipboardData.getData("text/plain");
            if (!text.trim()) return;
            event.preventDefault();
            void read(new Blob([text], { type: "text/plain" }), t("builder.table.pasted"));
          }}
        />
      ) : (
        <div>
          <Button size="small" onClick={() => setPasting(true)}>
            {t("builder.table.paste")}
          </Button>
        </div>
      )}
      {busy ? <Loading lines={2} /> : null}
      {problem ? <ProblemNotice problem={problem} /> : null}
      {sheet && !busy ? (
        <div role="status">
          <div className="tableupload-found">
            <strong>{from?.name}</strong>
            {sheets.length > 1 ? (
              <>
                <label htmlFor={id}>{t("builder.table.sheet")}</label>
                <Select
                  id={id}
                  size="small"
                  style={{ minWidth: 160 }}
                  value={at}
                  options={sheets.map(({ name, rows }, i) => ({ value: i, label: `${name} (${rows.length})` }))}
                  onChange={(next) => {
                    setAt(next);
                    onSheet(sheets[next] ?? null, from?.blob ?? null);
                  }}
                />
              </>
            ) : null}
            <span className="soft">{t("builder.table.size", { rows: sheet.rows.length, columns: sheet.header.length })}</span>
          </div>
          {sheet.notes.length ? (
            <ul className="tableupload-notes">
              {sheet.notes.map(({ message }, i) => (
                <li key={i}>{words(message)}</li>
              ))}
            </ul>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
