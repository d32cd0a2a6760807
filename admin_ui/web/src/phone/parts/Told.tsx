/** Why there is nothing to show, in words; or how old what is shown is. */

import type { Answered } from "../data/answer";
import type { Refusal } from "../data/api";
import { clock } from "../data/zone";
import { t } from "../words";

export function wordsFor(problem: Refusal): string {
  if (problem.status === 0) return t("phone.problem.network");
  if (problem.status === 401) return t("phone.login.expired");
  if (problem.status >= 500) return problem.text || t("phone.problem.server");
  return problem.text || t("phone.problem.other", { status: problem.status });
}

export function Told({ answer }: { answer: Answered<unknown> }) {
  const { data, at, busy, problem, refresh } = answer;
  if (data === undefined && busy) return <p className="soft middle" role="status">{t("phone.loading")}</p>;
  if (data === undefined && problem)
    return (
      <div className="nothing" role="alert">
        <p>{wordsFor(problem)}</p>
        <button type="button" onClick={refresh}>
          {t("phone.again")}
        </button>
      </div>
    );
  if (problem && at) return <p className="soft" role="status">{t("phone.as_of", { time: clock(at) })}</p>;
  return null;
}
