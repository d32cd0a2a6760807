import { CheckCircleOutlined } from "@ant-design/icons";
import { Link } from "react-router";
import type { Issue } from "../../../api/types";
import { useWords } from "../../../i18n/words";
import { Panel } from "../../../parts/Panel";
import { type Json, placeOf } from "../logic/path";
import { toFill } from "../logic/tofill";
import "./IssuePanel.css";

/** One issue as a way to its field: what is wrong, what to do, which field. */
function Entry({ issue, open = false, children }: { issue: Issue; open?: boolean; children: React.ReactNode }) {
  const { t, words } = useWords();
  return (
    <li className={`issuepanel-${open ? "open" : issue.level}`}>
      <span className="issuepanel-level">{t(open ? "builder.field.toFill" : `builder.issues.${issue.level}`)}</span>
      {children}
      {issue.hint ? <span className="soft">{words(issue.hint)}</span> : null}
      <code>
        {issue.code} {placeOf(issue)}
      </code>
    </li>
  );
}

interface Shown {
  /** The definition as it is being typed. */
  value: Json;
  issues: readonly Issue[];
  /** Issues of other definitions of the change set. */
  others: readonly Issue[];
  /** File (`rules/x.json`) → its page. */
  addresses: ReadonlyMap<string, string>;
  onJump: (path: string) => void;
}

/** Everything the check says: here, each leading to its field; elsewhere in the change set, to its page. */
export function IssuePanel({ value, issues, others, addresses, onJump }: Shown) {
  const { t, words } = useWords();
  return (
    <Panel title={t("builder.issues.title")} side={issues.length ? t("builder.issues.count", { count: issues.length }) : undefined}>
      {issues.length ? (
        <ul className="issuepanel">
          {issues.map((issue, i) => (
            <Entry key={i} issue={issue} open={toFill(issue, value)}>
              <button type="button" className="issuepanel-jump" onClick={() => onJump(placeOf(issue))}>
                {words(issue.message)}
              </button>
            </Entry>
          ))}
        </ul>
      ) : (
        <p className="issuepanel-fine">
          <CheckCircleOutlined aria-hidden /> {t("builder.issues.none")}
        </p>
      )}
      {others.length ? (
        <>
          <h3>{t("builder.issues.others", { count: others.length })}</h3>
          <ul className="issuepanel">
            {others.map((issue, i) => {
              const to = addresses.get(issue.file ?? "");
              return (
                <Entry key={i} issue={issue}>
                  {to ? <Link to={`${to}#${placeOf(issue)}`}>{words(issue.message)}</Link> : <span>{words(issue.message)}</span>}
                  <span className="soft">{issue.file}</span>
                </Entry>
              );
            })}
          </ul>
        </>
      ) : null}
    </Panel>
  );
}
