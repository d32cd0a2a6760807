import { Button, Form, Input } from "antd";
import { useState } from "react";
import { call } from "../../api/call";
import { useSession } from "../../api/session";
import { useTitle } from "../../format/page";
import { useWords } from "../../i18n/words";
import { Panel } from "../../parts/Panel";
import { ProblemNotice } from "../../parts/ProblemNotice";

interface Entered {
  old: string;
  fresh: string;
  again: string;
}

/** Changing one's own password; every session ends, so one signs in anew. */
export default function PasswordPage() {
  const { t } = useWords();
  const { user, signIn } = useSession();
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  useTitle(t("admin.password.title"));
  async function change({ old, fresh }: Entered) {
    setBusy(true);
    setProblem(null);
    try {
      await call("PUT", "/session/password", undefined, { old, new: fresh });
      await signIn(user?.login ?? "", fresh);
      setDone(true);
    } catch (refusal) {
      setProblem(refusal);
    }
    setBusy(false);
  }
  return (
    <>
      <h1>{t("admin.password.title")}</h1>
      <Panel title={user?.login ?? ""}>
        {problem ? <ProblemNotice problem={problem} /> : null}
        {done ? (
          <p role="status">{t("admin.password.done")}</p>
        ) : (
          <Form<Entered> layout="vertical" requiredMark={false} style={{ maxWidth: 400 }} onFinish={(entered) => void change(entered)}>
            <input type="text" autoComplete="username" value={user?.login ?? ""} readOnly hidden />
            <Form.Item name="old" label={t("admin.password.old")} rules={[{ required: true, message: t("login.needPassword") }]}>
              <Input type="password" autoComplete="current-password" />
            </Form.Item>
            <Form.Item name="fresh" label={t("admin.password.fresh")} extra={t("admin.password.rule")} rules={[{ required: true, min: 10, message: t("admin.password.rule") }]}>
              <Input type="password" autoComplete="new-password" />
            </Form.Item>
            <Form.Item
              name="again"
              label={t("admin.password.again")}
              dependencies={["fresh"]}
              rules={[({ getFieldValue }) => ({ validator: (_, value) => (value === getFieldValue("fresh") ? Promise.resolve() : Promise.reject(new Error(t("admin.password.differs")))) })]}
            >
              <Input type="password" autoComplete="new-password" />
            </Form.Item>
            <Button type="primary" htmlType="submit" loading={busy}>
              {t("admin.password.change")}
            </Button>
          </Form>
        )}
      </Panel>
    </>
  );
}
