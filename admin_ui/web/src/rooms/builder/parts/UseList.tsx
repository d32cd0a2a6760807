import { Link } from "react-router";
import { useWords } from "../../../i18n/words";
import { type Use, useKinds } from "../changes";
import "./UseList.css";

/** Definitions by kind and title, each one press away. */
export function UseList({ uses }: { uses: readonly Use[] }) {
  const { words } = useWords();
  const kinds = useKinds();
  const kindWords = (kind: string) => words(kinds.data?.find((one) => one.kind === kind)?.title) || kind;
  return (
    <ul className="uselist">
      {uses.map(({ kind, name, title, path }) => (
        <li key={`${kind} ${name} ${path ?? ""}`}>
          <span className="soft">{kindWords(kind)}</span>
          <Link to={`/builder/${kind}/${name}`}>{words(title) || name}</Link>
          {path && path !== "$" && path.startsWith("$") ? <code className="soft">{path}</code> : null}
        </li>
      ))}
    </ul>
  );
}
