import { Link } from "react-router";
import { Problem } from "../api/problem";
import { useWords } from "../i18n/words";
import { IssueList } from "./IssueList";
import { Press } from "./Press";
import { ExclamationIcon, InfoIcon } from "../theme/icons";
import "./ProblemNotice.css";

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
  const mild = given.status === 404 || given.status === 403;
  return (
    <div role="alert" className={mild ? "problem problem-mild" : "problem"}>
      {mild ? <InfoIcon /> : <ExclamationIcon />}
      <div className="problem-words">
        <p>{title}</p>
        {detail ? <p className="soft">{detail}</p> : null}
        {given.issues.length ? <IssueList issues={given.issues} /> : null}
      </div>
      {again ? <Press onClick={retry}>{t("error.retry")}</Press> : given.status === 404 ? <Link to="/">{t("notFound.home")}</Link> : null}
    </div>
  );
}
