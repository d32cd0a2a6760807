import { Input, Modal } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useWords } from "../../i18n/words";
import { ProblemNotice } from "../../parts/ProblemNotice";
import { type Asked, useKeepSnapshot } from "./queries";

/** Keeps the board as it stands now, under a title. */
export function SnapshotDialog({ name, asked, proposed, open, onClose }: { name: string; asked: Asked; proposed: string; open: boolean; onClose: () => void }) {
  const { t } = useWords();
  const [title, setTitle] = useState("");
  const keep = useKeepSnapshot(name);
  const go = useNavigate();
  const chosen = title.trim() || proposed;
  const send = () => keep.mutate({ ...asked, title: chosen }, { onSuccess: (kept) => void go(`/boards/${name}/snapshots/${kept.public_id}`) });
  return (
    <Modal open={open} onCancel={onClose} onOk={send} okText={t("boards.snapshot.keep")} confirmLoading={keep.isPending} title={t("boards.snapshot.new")} destroyOnHidden>
      <p className="soft">{t("boards.snapshot.lead")}</p>
      <Input aria-label={t("boards.snapshot.name")} placeholder={proposed} maxLength={120} value={title} onChange={({ target }) => setTitle(target.value)} onPressEnter={send} autoFocus />
      {keep.error ? <ProblemNotice problem={keep.error} /> : null}
    </Modal>
  );
}
