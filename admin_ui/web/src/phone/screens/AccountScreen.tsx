import { useEffect, useState } from "react";
import { Refusal } from "../data/api";
import { useLive } from "../data/live";
import { persist } from "../data/store";
import { Dialog } from "../parts/Dialog";
import { Page } from "../parts/Page";
import { wordsFor } from "../parts/Told";
import { exported, save } from "../queue/export";
import { go } from "../route";
import { useSigned } from "../session";
import { speak, spoken, t, words } from "../words";

export function AccountScreen() {
  const { person, queue, store, signOut } = useSigned();
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState("");
  const [room, setRoom] = useState<{ used: number; kept: boolean } | null>(null);
  const left = useLive(async () => ({ unsent: await queue.unsent(), drafts: await store.drafts.count() }), [queue, store]);
  useEffect(() => {
    void Promise.all([navigator.storage?.estimate?.(), persist()]).then(([estimate, kept]) => setRoom({ used: (estimate?.usage ?? 0) / 1e6, kept }));
  }, []);

  async function leave() {
    setProblem("");
    try {
      await signOut();
      go("/m/", true);
    } catch (failed) {
      setProblem(wordsFor(failed instanceof Refusal ? failed : new Refusal(0, "")));
      setAsking(false);
    }
  }

  return (
    <Page title={t("phone.me.title")} under={person.login}>
      <section className="card">
        <h2>{words(person.title) || person.login}</h2>
        <button type="button" lang={spoken() === "zh" ? "en" : "zh-CN"} onClick={() => void speak(spoken() === "zh" ? "en" : "zh").catch(() => setProblem(t("phone.problem.network")))}>
          {t("phone.other_language")}
        </button>
        {room ? <p className="soft">{t(room.kept ? "phone.me.kept" : "phone.me.not_kept", { used: room.used.toFixed(1) })}</p> : null}
        {problem ? <p className="fault" role="alert">{problem}</p> : null}
        <button type="button" className="danger" onClick={() => (left?.unsent || left?.drafts ? setAsking(true) : void leave())}>
          {t("phone.me.sign_out")}
        </button>
      </section>
      {asking ? (
        <Dialog title={t("phone.me.sign_out")} close={() => setAsking(false)}>
          <p>{t("phone.me.unsent", { unsent: left?.unsent ?? 0, drafts: left?.drafts ?? 0 })}</p>
          <div className="stack">
            <button type="button" className="primary" onClick={() => setAsking(false)}>
              {t("phone.me.stay")}
            </button>
            <button type="button" onClick={() => void exported(store, person.login).then((file) => save(file, `navmark-${person.login}-${Date.now()}.zip`))}>
              {t("phone.queue.export")}
            </button>
            <button type="button" className="danger" onClick={() => void leave()}>
              {t("phone.me.sign_out_anyway")}
            </button>
          </div>
        </Dialog>
      ) : null}
    </Page>
  );
}
