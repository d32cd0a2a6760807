import { FileExcelOutlined } from "@ant-design/icons";
import { Alert, Button, Modal } from "antd";
import { useState } from "react";
import { upload } from "../../../../api/call";
import type { Issue } from "../../../../api/types";
import { useWords } from "../../../../i18n/words";
import { IssueList } from "../../../../parts/IssueList";
import { Loading } from "../../../../parts/Loading";
import { ProblemNotice } from "../../../../parts/ProblemNotice";
import { type Entry, entriesOf, rowsOf } from "./fields";

interface Read {
  definition: Entry;
  issues: Issue[];
}

/** An XLSForm (Excel) as the fields of this form; what we do not share with it is said, nothing is taken silently. */
export function ImportForm({ form, onTake }: { form: Entry; onTake: (form: Entry) => void }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<Read | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const read = async (file: File | undefined) => {
    if (!file) return;
    setBusy(true);
    setProblem(null);
    setFound(null);
    try {
      setFound(await upload<Read>("/forms/import", file));
    } catch (refused) {
      setProblem(refused);
    }
    setBusy(false);
  };
  const close = () => {
    setOpen(false);
    setFound(null);
    setProblem(null);
  };
  const count = found ? rowsOf(found.definition).length : 0;
  const take = () => {
    if (!found) return;
    const { fields, lists } = found.definition;
    onTake({ ...form, ...(fields ? { fields } : {}), ...(lists ? { lists } : {}) });
    close();
  };
  return (
    <>
      <div>
        <Button icon={<FileExcelOutlined aria-hidden />} onClick={() => setOpen(true)}>
          {t("builder.form.import.word")}
        </Button>
      </div>
      <Modal open={open} title={t("builder.form.import.word")} okText={t("builder.form.import.take", { count })} okButtonProps={{ disabled: count === 0 }} cancelText={t("builder.cancel")} onOk={take} onCancel={close}>
        <div className="formimport">
          <p className="soft">{t("builder.form.import.lead")}</p>
          <input type="file" aria-label={t("builder.form.import.file")} accept=".xlsx" onChange={({ target }) => void read(target.files?.[0])} />
          {busy ? <Loading lines={2} /> : null}
          {problem ? <ProblemNotice problem={problem} /> : null}
          {found ? <p role="status">{t("builder.form.import.found", { count })}</p> : null}
          {found && entriesOf(form).length ? <Alert type="warning" showIcon title={t("builder.form.import.replaces", { count: rowsOf(form).length })} /> : null}
          {found?.issues.length ? <IssueList issues={found.issues} /> : null}
        </div>
      </Modal>
    </>
  );
}
