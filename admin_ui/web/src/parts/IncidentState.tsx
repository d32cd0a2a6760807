import { CheckCircleOutlined, ExclamationCircleFilled, UndoOutlined } from "@ant-design/icons";
import type { IncidentBrief } from "../api/types";
import { useWords } from "../i18n/words";
import "./IncidentState.css";

const ICON = {
  firing: <ExclamationCircleFilled aria-hidden />,
  resolved: <CheckCircleOutlined aria-hidden />,
  retracted: <UndoOutlined aria-hidden />,
};

/** Open, resolved or retracted; and whether a late correction brought it to light. */
export function IncidentState({ incident }: { incident: Pick<IncidentBrief, "state" | "late"> }) {
  const { t } = useWords();
  return (
    <span className={`incidentstate incidentstate-${incident.state}`}>
      {ICON[incident.state]}
      {t(`incident.state.${incident.state}`)}
      {incident.late ? <em>{t("incident.late")}</em> : null}
    </span>
  );
}
