import { CheckCircleFilled, ClockCircleOutlined, CloseCircleFilled, QuestionCircleFilled, StopOutlined } from "@ant-design/icons";
import { useWords } from "../../../i18n/words";
import type { Outcome, SubmissionState } from "../shapes";
import "./Badge.css";

const ICONS = { pass: CheckCircleFilled, fail: CloseCircleFilled, uncertain: QuestionCircleFilled, waiting: ClockCircleOutlined, withdrawn: StopOutlined };

/** What came of the photos: by sign and word, never by colour alone. */
export function OutcomeBadge({ outcome, small }: { outcome: Outcome | null; small?: boolean }) {
  const { t } = useWords();
  if (!outcome) return null;
  const Icon = ICONS[outcome];
  return (
    <span className={`badge badge-${outcome}${small ? " badge-small" : ""}`}>
      <Icon aria-hidden /> {t(`forms.outcome.${outcome}`)}
    </span>
  );
}

/** Whether it is all here; nothing is said of one that is. */
export function StateBadge({ state }: { state: SubmissionState }) {
  const { t } = useWords();
  if (state === "complete") return null;
  const Icon = state === "withdrawn" ? ICONS.withdrawn : ICONS.waiting;
  return (
    <span className="badge badge-waiting">
      <Icon aria-hidden /> {t(`forms.state.${state}`)}
    </span>
  );
}

export function FlagList({ flags }: { flags: readonly string[] }) {
  const { named } = useWords();
  if (!flags.length) return null;
  return (
    <span className="flaglist">
      {flags.map((flag) => (
        <span key={flag} className="flaglist-flag">
          {named("forms.flag", flag)}
        </span>
      ))}
    </span>
  );
}
