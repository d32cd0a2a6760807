import { Input, Modal } from "antd";
import { useId, useState } from "react";
import { useWords } from "../../../i18n/words";
import { ProblemNotice } from "../../../parts/ProblemNotice";

interface Asked {
  title: string;
  label: string;
  hint?: string;
  given?: string;
  /** What the button says. */
  word: string;
  longest: number;
  long?: boolean;
  danger?: boolean;
  /** What is still missing beside the text: it cannot be done yet. */
  held?: boolean;
  onClose: () => void;
  onDone: (text: string) => Promise<unknown>;
  children?: React.ReactNode;
}

/** Asks for one text (a title, a reason) that may not be empty; a refusal is told and what was typed stays. */
export function AskText({ title, label, hint, given = "", word, longest, long, danger, held = false, onClose, onDone, children }: Asked) {
  const { t } = useWords();
  const id = useId();
  const [text, setText] = useState(given);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const done = async () => {
    if (!text.trim() || busy || held) return;
    setBusy(true);
    setProblem(null);
    try {
      await onDone(text.trim());
      onClose();
    } catch (refused) {
      setProblem(refused);
      setBusy(false);
    }
  };
  const own = { id, autoFocus: true, value: text, maxLength: longest, "aria-describedby": hint ? `${id}-hint` : undefined };
  return (
    <Modal open title={title} okText={word} cancelText={t("builder.cancel")} okButtonProps={{ disabled: !text.trim() || held, loading: busy, danger: danger ?? false }} onOk={() => void done()} onCancel={onClose} destroyOnHidden>
      {children}
      <label htmlFor={id} style={{ display: "block", marginBottom: 4 }}>
        {label}
      </label>
      {long ? (
        <Input.TextArea {...own} autoSize={{ minRows: 3, maxRows: 8 }} onChange={({ target }) => setText(target.value)} />
      ) : (
        <Input {...own} onChange={({ target }) => setText(target.value)} onPressEnter={() => void done()} />
      )}
      {hint ? (
        <p className="soft small" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      {problem ? <ProblemNotice problem={problem} /> : null}
    </Modal>
  );
}
