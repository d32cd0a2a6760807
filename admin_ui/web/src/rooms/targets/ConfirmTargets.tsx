import { CheckOutlined } from "@ant-design/icons";
import { useId, useState } from "react";
import { useWords } from "../../i18n/words";
import { Press } from "../../parts/Press";
import { ProblemNotice } from "../../parts/ProblemNotice";
import { type MyTargets, useConfirm } from "./queries";

const LONGEST = 500;

/** "I have read them", with a note if there is something to say. */
export function ConfirmTargets({ card }: { card: MyTargets }) {
  const { t } = useWords();
  const [note, setNote] = useState("");
  const id = useId();
  const confirm = useConfirm();
  return (
    <form
      className="confirm"
      onSubmit={(event) => {
        event.preventDefault();
        confirm.mutate({ card, note });
      }}
    >
      {confirm.error ? <ProblemNotice problem={confirm.error} /> : null}
      <label htmlFor={id}>{t("targets.note")}</label>
      <div className="confirm-row">
        <input id={id} className="field" value={note} maxLength={LONGEST} onChange={({ target }) => setNote(target.value)} />
        <Press manner="main" type="submit" icon={<CheckOutlined aria-hidden />} disabled={confirm.isPending}>
          {t("targets.confirm")}
        </Press>
      </div>
      <p className="soft small">{t("targets.ask")}</p>
    </form>
  );
}
