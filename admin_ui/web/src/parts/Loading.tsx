import { Skeleton } from "antd";
import { useWords } from "../i18n/words";

/** The shape of what is coming. */
export function Loading({ lines = 6 }: { lines?: number }) {
  const { t } = useWords();
  return (
    <div role="status" aria-label={t("app.loading")}>
      <Skeleton active title={{ width: "40%" }} paragraph={{ rows: lines }} />
    </div>
  );
}
