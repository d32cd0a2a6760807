import type { Cause } from "../../../api/incident";
import { useWords } from "../../../i18n/words";
import "./CauseList.css";

/** Possible causes by strength of evidence; each with its evidence, nothing claimed beyond it. */
export function CauseList({ causes }: { causes: readonly Cause[] }) {
  const { t, words } = useWords();
  return (
    <>
      <p className="soft small">{t("report.disclaimer")}</p>
      <ol className="causes">
        {causes.map((cause) => (
          <li key={cause.name}>
            <b>{words(cause.title)}</b>
            <dl>
              {(["evidence", "action", "owner"] as const).map((part) =>
                words(cause[part]) ? (
                  <div key={part}>
                    <dt>{t(`report.${part}`)}</dt>
                    <dd>{words(cause[part])}</dd>
                  </div>
                ) : null,
              )}
            </dl>
          </li>
        ))}
      </ol>
    </>
  );
}
