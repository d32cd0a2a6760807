import { Input, Modal } from "antd";
import { useState } from "react";
import { call } from "../../../api/call";
import { useWords } from "../../../i18n/words";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import { useChange } from "../queries";

/** It is to count no more: with a reason, kept on record. */
export function WithdrawDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useWords();
  const [reason, setReason] = useState("");
  const send = useChange(() => call("PATCH", `/submissions/${id}`, undefined, { withdraw: true, reason: reason.trim() }));
  return (
    <Modal open title={t("forms.withdraw.ask")} okText={t("forms.withdraw.word")} cancelText={t("forms.cancel")} okButtonProps={{ danger: true, disabled: reason.trim().length < 2, loading: send.isPending }} onOk={() => send.mutate(undefined as never, { onSuccess: onClose })} onCancel={onClose}>
      <p className="soft">{t("forms.withdraw.lead")}</p>
      <label className="editform-field">
        {t("forms.reason")}
        <Input.TextArea rows={2} maxLength={500} value={reason} onChange={({ target }) => setReason(target.value)} />
      </label>
      {send.error ? <ProblemNotice problem={send.error} /> : null}
    </Modal>
  );
}
