import { useSearchParams } from "react-router";
import { useSession } from "../../api/session";
import { useTitle } from "../../format/page";
import { useWords } from "../../i18n/words";
import { Nothing } from "../../parts/Nothing";
import { Panel } from "../../parts/Panel";
import { PeopleList } from "./PeopleList";
import { PersonCard } from "./PersonCard";
import { WhyForm } from "./WhyForm";
import "./AccessPage.css";

/** Who may see what: choose a person, look through his eyes, ask why. The address says who and what was asked. */
export default function AccessPage() {
  const { t } = useWords();
  const { may, user } = useSession();
  const [search, setSearch] = useSearchParams();
  useTitle(t("access.title"));
  const others = may("view_as");
  const login = others ? search.get("login") : (user?.login ?? null);
  const set = (changes: Record<string, string | null>) => {
    const next = new URLSearchParams(search);
    for (const [name, value] of Object.entries(changes)) value ? next.set(name, value) : next.delete(name);
    setSearch(next, { replace: true });
  };
  return (
    <>
      <h1>{t("access.title")}</h1>
      <p className="soft">{t(others ? "access.lead" : "access.leadOwn")}</p>
      <div className={others ? "accesspage" : "accesspage accesspage-own"}>
        {others ? (
          <Panel title={t("access.people")}>
            <PeopleList chosen={login} onChoose={(next) => set({ login: next })} />
          </Panel>
        ) : null}
        <div className="accesspage-main">
          {login ? (
            <>
              {others ? <PersonCard login={login} /> : null}
              <WhyForm key={login} login={login} search={search} onAsk={set} />
            </>
          ) : (
            <Panel title={t("access.person")}>
              <Nothing>{t("access.choose")}</Nothing>
            </Panel>
          )}
        </div>
      </div>
    </>
  );
}
