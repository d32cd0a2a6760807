import { Checkbox } from "antd";
import type { Incident } from "../../../api/incident";
import { useWords } from "../../../i18n/words";
import { Nothing } from "../../../parts/Nothing";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import { acts, useAct } from "../queries";
import "./Progress.css";

/** What people undertook to do: a tick ends an action, taking it away opens it again. */
export function ActionPlan({ incident }: { incident: Incident }) {
  const { t, words } = useWords();
  const id = incident.public_id;
  const tick = useAct<{ action: string; state: "open" | "done" }>(id, ({ action, state }) => acts.change(id, action, { state }));
  if (incident.actions.length === 0) return <Nothing>{t("incidents.plan.none")}</Nothing>;
  return (
    <>
      <ul>
        {incident.actions.map((one) => (
          <li key={one.public_id} className="plan-item">
            <Checkbox
              aria-label={t("incidents.plan.tick", { text: one.text })}
              checked={one.state === "done"}
              disabled={!incident.may.act || one.state === "dropped" || tick.isPending}
              onChange={({ target }) => tick.mutate({ action: one.public_id, state: target.checked ? "done" : "open" })}
            />
            <span>{one.text}</span>
            <span className="soft small">
              {[words(one.owner.title), t("incidents.plan.due", { day: one.due_on }), t(`incidents.plan.states.${one.state}`)].join(" · ")}
            </span>
            {one.overdue ? <span className="mark mark-bad">{t("incidents.plan.overdue")}</span> : null}
          </li>
        ))}
      </ul>
      {tick.error ? <ProblemNotice problem={tick.error} /> : null}
    </>
  );
}
