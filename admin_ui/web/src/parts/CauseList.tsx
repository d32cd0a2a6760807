import type { Cause } from "../api/incident";
import { useWords } from "../i18n/words";
import "./CauseList.css";

/** Possible causes by strength of evidence. Without evidence it says so: nothing here is claimed. */
export function CauseList({ causes }: { causes: readonly Cause[] }) {
  const { t, words } = useWords();
  return (
    <section>
      <h3>{t("report.causes")}</h3>
      {causes.length === 0 ? (
        <p className="soft">{t("report.noEvidence")}</p>
      ) : (
        <>
          <p className="soft small">{t("report.disclaimer")}</p>
          <ol className="causes">
            {causes.map((cause) => (
              <li key={cause.name}>
                <b>{words(cause.title) || cause.name}</b>
                <dl>
                  <dt>{t("report.evidence")}</dt>
                  <dd>{words(cause.evidence) || t("report.noEvidence")}</dd>
                  {words(cause.action) ? (
                    <>
                      <dt>{t("report.action")}</dt>
                      <dd>{words(cause.action)}</dd>
                    </>
                  ) : null}
                  {words(cause.owner) ? (
                    <>
                      <dt>{t("report.owner")}</dt>
                      <dd>{words(cause.owner)}</dd>
                    </>
                  ) : null}
                </dl>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}
