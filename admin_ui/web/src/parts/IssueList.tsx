import type { Issue } from "../api/types";
import { useWords } from "../i18n/words";
import "./IssueList.css";

/** Issues as sentences: what, where, and the nearest right thing. */
export function IssueList({ issues }: { issues: readonly Issue[] }) {
  const { t, words } = useWords();
  return (
    <ul className="issuelist">
      {issues.map((issue, place) => (
        <li key={place}>
          {words(issue.message)}
          {issue.hint ? <span className="soft"> {words(issue.hint)}</span> : null}
          <span className="issuelist-place">
            {issue.code}
            {issue.path && issue.path !== "$" ? ` · ${t("error.place", { path: issue.path })}` : ""}
          </span>
        </li>
      ))}
    </ul>
  );
}
