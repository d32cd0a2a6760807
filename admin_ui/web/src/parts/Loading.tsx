import { useWords } from "../i18n/words";
import "./Loading.css";

/** The shape of what is coming. */
export function Loading({ lines = 6 }: { lines?: number }) {
  const { t } = useWords();
  return (
    <div role="status" aria-label={t("app.loading")} className="loading">
      <span className="loading-title" />
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} />
      ))}
    </div>
  );
}
