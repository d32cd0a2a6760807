import { CheckCircleOutlined } from "@ant-design/icons";
import { Link } from "react-router";
import { useWords } from "../../../i18n/words";
import { Loading } from "../../../parts/Loading";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import { type DefinitionLine, useCheck } from "../changes";
import { placeOf } from "../logic/path";
import "./CheckTab.css";

/** Everything the check says of what the change set would make, by definition. */
export function CheckTab({ id, definitions }: { id: string; definitions: readonly DefinitionLine[] }) {
  const { t, words } = useWords();
  const { data, error, isPending } = useCheck(id);
  if (error) return <ProblemNotice problem={error} />;
  if (isPending) return <Loading lines={4} />;
  if (!data.issues.length)
    return (
      <p className="checktab-fine">
        <CheckCircleOutlined aria-hidden /> {t("builder.check.fine")}
      </p>
    );
  const files = [...new Set(data.issues.map(({ file }) => file ?? ""))];
  return (
    <ul className="checktab">
      {files.map((file) => {
        const line = definitions.find(({ path }) => path === file);
        return (
          <li key={file}>
            <h3>{line ? words(line.title) || line.name : file || t("builder.check.whole")}</h3>
            <ul>
              {data.issues
                .filter((issue) => (issue.file ?? "") === file)
                .map((issue, i) => (
                  <li key={i} className={`checktab-${issue.level}`}>
                    <strong>{t(`builder.issues.${issue.level}`)}</strong>{" "}
                    {line ? <Link to={`/builder/${line.kind}/${line.name}#${placeOf(issue)}`}>{words(issue.message)}</Link> : words(issue.message)}
                    {issue.hint ? <span className="soft"> {words(issue.hint)}</span> : null}{" "}
                    <code className="soft">
                      {issue.code} {placeOf(issue)}
                    </code>
                  </li>
                ))}
            </ul>
          </li>
        );
      })}
    </ul>
  );
}
