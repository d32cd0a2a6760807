import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { Navigate, useSearchParams } from "react-router";
import { Problem } from "../api/problem";
import { useSession } from "../api/session";
import { safeNext } from "../format/next";
import { useTitle } from "../format/page";
import { useWords } from "../i18n/words";
import { ProblemNotice } from "../parts/ProblemNotice";
import { LanguageSwitch } from "../shell/LanguageSwitch";
import { useBranding } from "../theme/branding";
import mark from "/mark.svg";
import "./LoginPage.css";

interface Entered {
  login: string;
  password: string;
}

export function LoginPage() {
  const { t, words } = useWords();
  const brand = useBranding();
  const { user, ended, signIn } = useSession();
  const [search] = useSearchParams();
  const [refusal, setRefusal] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  useTitle(t("login.title"));
  if (user) return <Navigate to={safeNext(search.get("next"))} replace />;

  async function enter({ login, password }: Entered) {
    setBusy(true);
    setRefusal(null);
    await signIn(login.trim(), password).catch(setRefusal);
    setBusy(false);
  }

  return (
    <main className="login">
      <div className="login-card">
        <div className="login-head">
          <img src={brand?.logo ?? mark} alt="" width={48} height={48} />
          <h1>{words(brand?.title) || t("app.name")}</h1>
          <p>{t("login.lead")}</p>
        </div>
        {ended && !refusal ? <Alert type="info" showIcon title={t("login.ended")} /> : null}
        {refusal instanceof Problem && refusal.status === 401 ? (
          <Alert type="error" showIcon title={refusal.detail || t("login.refused")} />
        ) : null}
        {refusal && !(refusal instanceof Problem && refusal.status === 401) ? <ProblemNotice problem={refusal} /> : null}
        <Form<Entered> layout="vertical" requiredMark={false} size="large" onFinish={(entered) => void enter(entered)}>
          <Form.Item name="login" label={t("login.login")} rules={[{ required: true, message: t("login.needLogin") }]}>
            <Input autoComplete="username" autoFocus autoCapitalize="none" spellCheck={false} />
          </Form.Item>
          <Form.Item
            name="password"
            label={t("login.password")}
            rules={[{ required: true, message: t("login.needPassword") }]}
          >
            <Input type="password" autoComplete="current-password" />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={busy}>
            {t("login.submit")}
          </Button>
        </Form>
      </div>
      <LanguageSwitch />
    </main>
  );
}
