import { UploadOutlined } from "@ant-design/icons";
import { Alert, Button, Drawer, Input } from "antd";
import { useState } from "react";
import { Problem } from "../../../api/problem";
import { useWords } from "../../../i18n/words";
import { Loading } from "../../../parts/Loading";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import { type FileCard, useFile, useWrite, write } from "../changes";
import "./FileDrawer.css";
import { SideBySide } from "./SideBySide";

/** The largest file that is taken from the disk, in bytes; the server's own limit is the same. */
const LARGEST = 20 * 1024 * 1024;

/** A data file of the change set as text: typed, pasted or taken from the disk; saved by its button, over nobody's work unseen. */
export function FileDrawer({ change, path, readOnly, onClose }: { change: string; path: string; readOnly: boolean; onClose: () => void }) {
  const { t } = useWords();
  const { data, error, isPending } = useFile(change, path);
  const [text, setText] = useState<string | null>(null);
  const [tooLarge, setTooLarge] = useState(false);
  const missing = error instanceof Problem && error.status === 404;
  const save = useWrite((wish: { text: string; revision: number }) => write.file(change, path, { ...wish, rebase: data?.conflict ?? false }));
  const theirs = save.error instanceof Problem && save.error.status === 409 ? (save.error.more.current as FileCard | undefined) : undefined;
  const shown = text ?? data?.text ?? "";
  const put = (next: string, revision: number) => save.mutate({ text: next, revision }, { onSuccess: onClose });
  const take = async (file: File | undefined) => {
    setTooLarge(file !== undefined && file.size > LARGEST);
    if (file && file.size <= LARGEST) setText(await file.text());
  };
  return (
    <Drawer title={<code>{path}</code>} open size={880} onClose={onClose} destroyOnHidden>
      {isPending ? <Loading /> : null}
      {error && !missing ? <ProblemNotice problem={error} /> : null}
      {data || missing ? (
        <div className="filedrawer">
          <p className="soft">{t(missing ? "builder.file.new" : "builder.file.lead")}</p>
          {data?.conflict ? <Alert type="warning" showIcon title={t("builder.file.conflict")} /> : null}
          <Input.TextArea aria-label={path} readOnly={readOnly} spellCheck={false} autoSize={{ minRows: 12, maxRows: 28 }} style={{ fontFamily: "var(--mono)", fontSize: 13 }} value={shown} onChange={({ target }) => setText(target.value)} />
          {tooLarge ? <p className="field-issue">{t("builder.file.tooLarge")}</p> : null}
          {theirs ? (
            <>
              <Alert
                type="warning"
                showIcon
                title={t("builder.file.clash")}
                action={
                  <span className="filedrawer-buttons">
                    <Button onClick={() => put(shown, theirs.revision)}>{t("builder.merge.mine")}</Button>
                    <Button
                      onClick={() => {
                        setText(theirs.text ?? "");
                        save.reset();
                      }}
                    >
                      {t("builder.merge.theirs")}
                    </Button>
                  </span>
                }
              />
              <SideBySide left={shown} right={theirs.text} leftTitle={t("builder.merge.mine")} rightTitle={t("builder.merge.theirs")} />
            </>
          ) : save.error ? (
            <ProblemNotice problem={save.error} />
          ) : null}
          {data && data.live_text !== data.text ? <SideBySide left={data.live_text} right={data.text} leftTitle={t("builder.diff.before")} rightTitle={t("builder.diff.after")} /> : null}
          {readOnly ? null : (
            <div className="filedrawer-buttons">
              <label className="filedrawer-pick">
                <UploadOutlined aria-hidden /> {t("builder.file.pick")}
                <input type="file" accept=".csv,text/csv" className="unseen" onChange={({ target }) => void take(target.files?.[0])} />
              </label>
              <Button type="primary" disabled={!data?.conflict && (text === null || text === data?.text)} loading={save.isPending} onClick={() => put(shown, data?.revision ?? 0)}>
                {t("builder.file.save")}
              </Button>
            </div>
          )}
        </div>
      ) : null}
    </Drawer>
  );
}
