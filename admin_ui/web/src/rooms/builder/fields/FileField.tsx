import { EditOutlined, UploadOutlined } from "@ant-design/icons";
import { Button, Drawer, Input } from "antd";
import { useState } from "react";
import { useWords } from "../../../i18n/words";
import { Loading } from "../../../parts/Loading";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import { useFile, useWrite, write } from "../changes";
import { type FieldProps, idOf, useForm } from "./form";
import { useExample } from "./Field";
import "./FileField.css";

/** The largest file that is taken from the disk, in bytes; the server's own limit is the same. */
const LARGEST = 20 * 1024 * 1024;

/** The path of a data file, and its text one press away. */
export function FileField({ node, path, value, onChange, label }: FieldProps) {
  const { readOnly, change } = useForm();
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const now = typeof value === "string" ? value : "";
  return (
    <div className="filefield">
      <Input id={idOf(path)} aria-label={label} readOnly={readOnly} value={now} placeholder={useExample(node)} onChange={({ target }) => onChange(target.value || undefined)} />
      <Button icon={<EditOutlined aria-hidden />} disabled={!change || !/^data\/.+\.csv$/.test(now)} onClick={() => setOpen(true)}>
        {t("builder.file.open")}
      </Button>
      {open && change ? <FileDrawer change={change} path={now} readOnly={readOnly} onClose={() => setOpen(false)} /> : null}
    </div>
  );
}

function FileDrawer({ change, path, readOnly, onClose }: { change: string; path: string; readOnly: boolean; onClose: () => void }) {
  const { t } = useWords();
  const { data, error, isPending } = useFile(change, path);
  const [text, setText] = useState<string | null>(null);
  const missing = error !== null && (error as { status?: number }).status === 404;
  const save = useWrite((next: string) => write.file(change, path, { text: next, revision: data?.revision ?? 0 }));
  const shown = text ?? data?.text ?? "";
  const take = async (file: File | undefined) => {
    if (file && file.size <= LARGEST) setText(await file.text());
  };
  return (
    <Drawer title={<code>{path}</code>} open size={880} onClose={onClose} destroyOnHidden>
      {isPending ? <Loading /> : null}
      {error && !missing ? <ProblemNotice problem={error} /> : null}
      {data || missing ? (
        <div className="filedrawer">
          <p className="soft">{t(missing ? "builder.file.new" : "builder.file.lead")}</p>
          <Input.TextArea aria-label={path} readOnly={readOnly} spellCheck={false} autoSize={{ minRows: 12, maxRows: 28 }} style={{ fontFamily: "var(--mono)", fontSize: 13 }} value={shown} onChange={({ target }) => setText(target.value)} />
          {save.error ? <ProblemNotice problem={save.error} /> : null}
          {readOnly ? null : (
            <div className="filedrawer-buttons">
              <label className="filedrawer-pick">
                <UploadOutlined aria-hidden /> {t("builder.file.pick")}
                <input type="file" accept=".csv,text/csv" className="unseen" onChange={({ target }) => void take(target.files?.[0])} />
              </label>
              <Button type="primary" disabled={text === null || text === data?.text} loading={save.isPending} onClick={() => save.mutate(shown, { onSuccess: onClose })}>
                {t("builder.file.save")}
              </Button>
            </div>
          )}
        </div>
      ) : null}
    </Drawer>
  );
}
