import { CheckCircleOutlined, ClockCircleOutlined, CloseCircleOutlined, HourglassOutlined } from "@ant-design/icons";
import type { Freshness } from "../../../api/source";
import { useWords } from "../../../i18n/words";
import "./FreshnessMark.css";

const ICON = { on_time: CheckCircleOutlined, late: ClockCircleOutlined, missing: CloseCircleOutlined, waiting: HourglassOutlined };

/** On time, late or missing: word and shape, not colour alone. */
export function FreshnessMark({ status }: { status: Freshness["status"] }) {
  const { t } = useWords();
  const Icon = ICON[status];
  return (
    <span className={`freshness freshness-${status}`}>
      <Icon aria-hidden /> {t(`data.fresh.${status}`)}
    </span>
  );
}
