import { Input, Modal, Radio } from "antd";
import { useState } from "react";
import { call } from "../../../api/call";
import { useWords } from "../../../i18n/words";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import { type Person, useAct } from "../queries";
import { ShownOnce } from "./ShownOnce";

/** A new password for somebody: made and shown once, or typed. All sessions of the person end. */
export function PasswordDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const { t, words } = useWords();
  const [typed, setTyped] = useState(false);
  const [password, setPassword] = useState("");
  const set = useAct(() => call<{ password: string | null }>("POST", `/users/${person.public_id}/password`, undefined, typed ? { password } : {}));
  const made = set.data?.password;
  const over = set.isSuccess;
  return (
    <Modal
      open
      title={t("admin.users.passwordOf", { login: person.login })}
      onCancel={onClose}
      okText={over ? t("admin.done") : t("admin.users.set")}
      cancelText={t("admin.cancel")}
      cancelButtonProps={over ? { style: { display: "none" } } : {}}
      okButtonProps={{ loading: set.isPending, disabled: typed && !password && !over }}
      onOk={() => (over ? onClose() : set.mutate(undefined as never))}
    >
      <div className="admin-form">
        {over ? (
          made ? (
            <ShownOnce title={t("admin.users.made", { name: words(person.title) })} secret={made} />
          ) : (
            <p role="status">{t("admin.users.stored")}</p>
          )
        ) : (
          <>
            <p className="soft">{t("admin.users.passwordLead")}</p>
            <Radio.Group
              value={typed}
              onChange={(event) => setTyped(event.target.value as boolean)}
              options={[
                { value: false, label: t("admin.users.makeOne") },
                { value: true, label: t("admin.users.typeOne") },
              ]}
            />
            {typed ? (
              <label>
                {t("login.password")}
                <Input.Password autoComplete="new-password" value={password} onChange={(event) => setPassword(event.target.value)} />
              </label>
            ) : null}
          </>
        )}
        {set.error ? <ProblemNotice problem={set.error} /> : null}
      </div>
    </Modal>
  );
}
