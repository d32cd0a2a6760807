import { useTitle } from "../format/page";
import { useWords } from "../i18n/words";
import { ProblemNotice } from "./ProblemNotice";

/** What stands where a whole page could not be shown. */
export function PageProblem({ problem, retry }: { problem: unknown; retry?: () => void }) {
  const { t } = useWords();
  useTitle(t("error.title"));
  return (
    <>
      <h1 style={{ marginBottom: 16 }}>{t("error.title")}</h1>
      <ProblemNotice problem={problem} retry={retry} />
    </>
  );
}
