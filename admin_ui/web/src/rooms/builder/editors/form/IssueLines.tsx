import type { Issue } from "../../../../api/types";
import { useWords } from "../../../../i18n/words";

/** Issues below the thing they are about. */
export function IssueLines({ issues }: { issues: readonly Issue[] }) {
  const { words } = useWords();
  return (
    <>
      {issues.map((issue, i) => (
        <p key={i} className={`field-issue field-issue-${issue.level}`}>
          {words(issue.message)} {issue.hint ? <span className="soft">{words(issue.hint)}</span> : null} <code>{issue.code}</code>
        </p>
      ))}
    </>
  );
}
