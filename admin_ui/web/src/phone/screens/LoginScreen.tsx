import { type FormEvent, useState } from "react";
import { Refusal } from "../data/api";
import { Dialog } from "../parts/Dialog";
import { wordsFor } from "../parts/Told";
import type { Look } from "../look";
import type { Door } from "../session";
import { speak, spoken, t, words } from "../words";
import mark from "/mark.svg";

/** In place of the screen: the address stays, so a link from WeCom still leads where it led. */
export function LoginScreen({ door, look }: { door: Door; look: Look | null }) {
  return (
    <main className="login">
      <img src={look?.logo ?? mark} alt="" width={56} height={56} />
      <h1>{words(look?.title) || t("phone.app")}</h1>
      <p className="soft">{t("phone.login.lead")}</p>
      {door.lastLogin ? (
        <p className="notice" role="status">
          {t("phone.login.kept")}
        </p>
      ) : null}
      {door.unreachable ? (
        <p className="notice warning" role="alert">
          {t("phone.problem.network")}
        </p>
      ) : null}
      <SignInForm door={door} />
      <button type="button" className="quiet" lang={spoken() === "zh" ? "en" : "zh-CN"} onClick={() => void speak(spoken() === "zh" ? "en" : "zh")}>
        {t("phone.other_language")}
      </button>
    </main>
  );
}

/** Over the screen one is in: what is half filled in stays there. */
export function SignInAgain({ door, close }: { door: Door; close: () => void }) {
  return (
    <Dialog title={t("phone.login.again")} close={close}>
      <p className="soft">{t("phone.login.kept")}</p>
      <SignInForm door={door} />
    </Dialog>
  );
}

function SignInForm({ door }: { door: Door }) {
  const [login, setLogin] = useState(door.lastLogin || door.signed?.person.login || "");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Refusal | null>(null);

  async function enter(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    await door.signIn(login.trim(), password).catch((failed: unknown) => {
      setProblem(failed instanceof Refusal ? failed : new Refusal(0, ""));
      setBusy(false);
    });
  }

  return (
    <form className="stack" onSubmit={(event) => void enter(event)}>
      <label>
        {t("phone.login.login")}
        <input className="input" name="login" required autoComplete="username" autoCapitalize="none" spellCheck={false} value={login} onChange={(event) => setLogin(event.target.value)} />
      </label>
      <label>
        {t("phone.login.password")}
        <input className="input" name="password" type="password" required autoComplete="current-password" value={password} onChange={(event) => setPassword(event.target.value)} />
      </label>
      {problem ? (
        <p className="fault" role="alert">
          {problem.status === 401 ? problem.text || t("phone.login.refused") : wordsFor(problem)}
        </p>
      ) : null}
      <button type="submit" className="primary" disabled={busy}>
        {t(busy ? "phone.loading" : "phone.login.submit")}
      </button>
    </form>
  );
}
