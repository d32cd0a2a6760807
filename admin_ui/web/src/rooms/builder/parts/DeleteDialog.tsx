import { Modal } from "antd";
import { useState } from "react";
import { Problem } from "../../../api/problem";
import { useWords } from "../../../i18n/words";
import { Loading } from "../../../parts/Loading";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import { type DefinitionLine, fetchDraft, useStale, useUses, write } from "../changes";
import type { Current } from "../current";
import { UseList } from "./UseList";

interface Wish {
  kind: string;
  name: string;
  title: string;
  set: Current;
  all: readonly DefinitionLine[];
  onClose: () => void;
  /** The page that shows it, where there is one, deletes it through its own draft. */
  onDelete?: () => Promise<unknown>;
}

/** Deletes in the change set; refused, with those who use it, while it is in use. */
export function DeleteDialog({ kind, name, title, set, all, onClose, onDelete }: Wish) {
  const { t } = useWords();
  const stale = useStale();
  const { data, error, isPending } = useUses(kind, name);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const unknown = error instanceof Problem && error.status === 404; // it does not serve yet: nothing that serves can use it
  // Those that this change set changes or removes may let go of it: the check will tell.
  const touched = new Set(all.filter(({ action }) => action).map((one) => `${one.kind} ${one.name}`));
  const users = (data ?? []).filter((one) => !touched.has(`${one.kind} ${one.name}`));
  const remove = async () => {
    setBusy(true);
    setProblem(null);
    try {
      if (onDelete) await onDelete();
      else {
        const change = await set.ensure();
        const { revision } = await fetchDraft(change, kind, name);
        await write.draft(change, kind, name, { value: null, revision });
      }
      await stale();
      onClose();
    } catch (refused) {
      setProblem(refused);
      setBusy(false);
    }
  };
  const refused = users.length > 0;
  return (
    <Modal
      open
      title={t("builder.delete.ask", { title })}
      okText={t("builder.delete.word")}
      okButtonProps={{ danger: true, disabled: refused || (isPending && !unknown) || Boolean(error && !unknown), loading: busy }}
      cancelText={t("builder.cancel")}
      onOk={() => void remove()}
      onCancel={onClose}
    >
      {isPending ? <Loading lines={2} /> : null}
      {error && !unknown ? <ProblemNotice problem={error} /> : null}
      {refused ? (
        <>
          <p>{t("builder.delete.used", { count: users.length })}</p>
          <UseList uses={users} />
        </>
      ) : !isPending || unknown ? (
        <p>{t("builder.delete.lead")}</p>
      ) : null}
      {problem ? <ProblemNotice problem={problem} /> : null}
    </Modal>
  );
}
