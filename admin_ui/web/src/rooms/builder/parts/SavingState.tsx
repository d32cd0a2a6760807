import { CheckOutlined, ClockCircleOutlined, ExclamationCircleOutlined, LoadingOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useWords } from "../../../i18n/words";
import type { Kept } from "../logic/keeper";
import "./SavingState.css";

/** Whether what is on the screen is stored: said in a word, and what to do where it is not. */
export function SavingState({ kept, onRetry, onMerge }: { kept: Kept; onRetry: () => void; onMerge: () => void }) {
  const { t } = useWords();
  const { saving } = kept;
  const icon = { saved: <CheckOutlined aria-hidden />, waiting: <ClockCircleOutlined aria-hidden />, saving: <LoadingOutlined aria-hidden />, failed: <ExclamationCircleOutlined aria-hidden />, clash: <ExclamationCircleOutlined aria-hidden /> };
  return (
    <span className={`savingstate savingstate-${saving}`} data-saving={saving}>
      <span role="status">
        {icon[saving]} {t(`builder.saving.${saving}`)}
      </span>
      {saving === "failed" ? (
        <Button size="small" onClick={onRetry}>
          {t("error.retry")}
        </Button>
      ) : null}
      {saving === "clash" ? (
        <Button size="small" onClick={onMerge}>
          {t("builder.conflict.merge")}
        </Button>
      ) : null}
    </span>
  );
}
