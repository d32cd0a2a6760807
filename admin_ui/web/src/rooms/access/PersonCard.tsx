import { EyeOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { startPreview } from "../../api/preview";
import { useWords } from "../../i18n/words";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { Panel } from "../../parts/Panel";
import { ProblemNotice } from "../../parts/ProblemNotice";
import { usePerson } from "./people";

/** The chosen person with his posts, and the way to look through his eyes. */
export function PersonCard({ login }: { login: string }) {
  const { t, words } = useWords();
  const { data, error, isPending, refetch } = usePerson(login);
  const title = data ? words(data.title) : login;
  return (
    <Panel
      title={title}
      side={
        <Button type="primary" icon={<EyeOutlined aria-hidden />} disabled={!data} onClick={() => startPreview({ as: login, asTitle: title })}>
          {t("access.viewAs")}
        </Button>
      }
    >
      {error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : isPending ? <Loading lines={2} /> : null}
      {data === null ? <Nothing>{t("access.nobody")}</Nothing> : null}
      {data ? (
        <>
          {data.posts.length ? (
            <ul className="plainlist">
              {data.posts.map((post) => (
                <li key={`${post.role} ${post.unit}`}>
                  {words(post.role_title)} @ {words(post.unit_title)} <code>{post.unit}</code>
                  {post.deputy ? ` · ${t("access.deputy")}` : ""}
                </li>
              ))}
            </ul>
          ) : (
            <p>{t("access.noPost")}</p>
          )}
          <p className="soft">{t("access.viewAsLead")}</p>
        </>
      ) : null}
    </Panel>
  );
}
