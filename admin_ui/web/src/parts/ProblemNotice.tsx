import { Alert, Button } from "antd";
import { Link } from "react-router";
import { Problem } from "../api/problem";
import { useWords } from "../i18n/words";
import { IssueList } from "./IssueList";

const KNOWN: Record<number, string> = { 0: "unreachable", 403: "forbidden", 404: "missing" };

/** What went wrong, in words: the server's own where it has any, and each issue with its place and hint. */
export function ProblemNotice({ problem, retry }: { problem: unknown; retry?: (() => void) | undefined }) {
  const { t, words } = useWords();
  const given = problem instanceof Problem ? problem : new Problem(500, "", "", []);
  const known = t(`error.${KNOWN[given.status] ?? "server"}`);
  const own = given.status in KNOWN || given.status >= 500;
  const title = own ? known : given.title || t("error.title");
  const repeated = given.issues.some((issue) => words(issue.message) === given.detail) || given.detail === given.title;
  const detail = repeated ? "" : given.detail;
  const again = retry && given.status !== 403 && given.status !== 404;
  return (
    <Alert
      type={given.status === 404 || given.status === 403 ? "warning" : "error"}
      showIcon
      title={title}
      description={
        detail || given.issues.length ? (
          <>
            {detail ? <p>{detail}</p> : null}
            <IssueList issues={given.issues} />
          </>
        ) : undefined
      }
      action={again ? <Button onClick={retry}>{t("error.retry")}</Button> : given.status === 404 ? <Link to="/">{t("notFound.home")}</Link> : undefined}
    />
  );
}
