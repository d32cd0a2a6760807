import { Problem } from "../api/problem";
import { useTitle } from "../format/page";
import { useWords } from "../i18n/words";
import { ProblemNotice } from "./ProblemNotice";

/** What stands where a whole page could not be shown. */
export function PageProblem({ problem, retry }: { problem: unknown; retry?: () => void }) {
  const { t } = useWords();
  const title = (problem instanceof Problem && problem.title) || t("error.title");
  useTitle(title);
  return (
    <>
      <h1 style={{ marginBottom: 16 }}>{title}</h1>
      <ProblemNotice problem={problem} retry={retry} />
    </>
  );
}
