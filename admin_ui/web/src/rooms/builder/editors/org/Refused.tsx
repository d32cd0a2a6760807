import { Alert } from "antd";
import { IssueList } from "../../../../parts/IssueList";
import { ProblemNotice } from "../../../../parts/ProblemNotice";
import { useWords } from "../../../../i18n/words";
import type { Issue } from "../../../../api/types";
import type { Plan } from "./org";

/** Why rows were not taken: nothing has been stored. */
export function Refused({ plan, problem }: { plan: Plan | undefined; problem: unknown }) {
  const { t } = useWords();
  if (problem) return <ProblemNotice problem={problem} />;
  const issues = (plan?.changes ?? []).filter(({ action }) => action === "refused").flatMap(({ issues: found }) => found) as Issue[];
  if (!plan || plan.ok) return null;
  return <Alert type="error" showIcon title={t("builder.org.refused")} description={<IssueList issues={issues} />} />;
}
