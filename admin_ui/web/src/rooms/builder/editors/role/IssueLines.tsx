import { useWords } from "../../../../i18n/words";
import type { EditorProps } from "../../editor";
import { within } from "../../logic/path";

/** The issues of some fields that have no frame of their own. */
export function IssueLines({ issues, outer }: { issues: EditorProps["issues"]; outer: readonly string[] }) {
  const { words } = useWords();
  const here = issues.filter(({ path }) => outer.some((place) => within(path, place)));
  return here.map((issue, i) => (
    <p key={i} className={`field-issue field-issue-${issue.level}`}>
      {words(issue.message)} {issue.hint ? <span className="soft">{words(issue.hint)}</span> : null} <code>{issue.code}</code>
    </p>
  ));
}
