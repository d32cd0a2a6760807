import { SearchOutlined } from "@ant-design/icons";
import { Input } from "antd";
import { useDeferredValue, useState } from "react";
import { useWords } from "../../i18n/words";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { ProblemNotice } from "../../parts/ProblemNotice";
import { usePeople } from "./people";
import "./PeopleList.css";

/** People found by name, login or unit; the chosen one is marked. */
export function PeopleList({ chosen, onChoose }: { chosen: string | null; onChoose: (login: string) => void }) {
  const { t, words } = useWords();
  const [said, setSaid] = useState("");
  const { data, error, isPending, refetch } = usePeople(useDeferredValue(said));
  return (
    <div className="peoplelist">
      <Input aria-label={t("access.search")} placeholder={t("access.search")} prefix={<SearchOutlined aria-hidden />} allowClear value={said} onChange={({ target }) => setSaid(target.value)} />
      {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : isPending ? <Loading lines={6} /> : data.length === 0 ? <Nothing>{t("access.nobody")}</Nothing> : null}
      <ul>
        {(data ?? []).map((one) => (
          <li key={one.login}>
            <button type="button" aria-pressed={one.login === chosen} onClick={() => onChoose(one.login)}>
              <strong>{words(one.title)}</strong> <code>{one.login}</code>
              <span>{one.posts.length ? one.posts.map((post) => `${words(post.role_title)} @ ${words(post.unit_title)}`).join("；") : t("access.noPost")}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
