import { RightOutlined } from "@ant-design/icons";
import { Link, Navigate } from "react-router";
import { useTitle } from "../../format/page";
import { useWords } from "../../i18n/words";
import { Loading } from "../../parts/Loading";
import { Nothing } from "../../parts/Nothing";
import { PageProblem } from "../../parts/PageProblem";
import "./BoardsPage.css";
import { useBoards } from "./queries";

/** My boards; where there is only one, it is opened at once. */
export default function BoardsPage() {
  const { t, words } = useWords();
  const { data: boards, error, refetch } = useBoards();
  useTitle(t("boards.title"));
  if (error) return <PageProblem problem={error} retry={() => void refetch()} />;
  if (!boards) return <Loading />;
  const [only, another] = boards;
  if (only && !another) return <Navigate to={`/boards/${only.name}`} replace />;
  return (
    <>
      <h1>{t("boards.title")}</h1>
      {boards.length === 0 ? <Nothing>{t("boards.none")}</Nothing> : null}
      <ul className="boardspage">
        {boards.map(({ name, title, description }) => (
          <li key={name}>
            <Link to={`/boards/${name}`}>
              <b>{words(title)}</b>
              {description ? <span>{words(description)}</span> : null}
              <RightOutlined aria-hidden />
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
