import type { MeasurePart } from "../api/why";
import { exact } from "../format/number";
import { useWords } from "../i18n/words";
import "./WhyMeasures.css";
import { WhyRows } from "./WhyRows";

/** The measures a number is made of: value, condition, how many rows, and some of them. */
export function WhyMeasures({ measures }: { measures: readonly MeasurePart[] }) {
  const { t } = useWords();
  return (
    <section>
      <h3>{t("why.measures")}</h3>
      <ul>
        {measures.map((measure) => (
          <WhyMeasure key={`${measure.dataset}.${measure.name}`} measure={measure} />
        ))}
      </ul>
    </section>
  );
}

function WhyMeasure({ measure }: { measure: MeasurePart }) {
  const { t, words, lang } = useWords();
  return (
    <li className="whymeasure">
      <div className="whymeasure-head">
        <span>{words(measure.title) || measure.name}</span>
        {measure.value === undefined ? null : <b>{exact(measure.value, lang)}</b>}
      </div>
      <code>{measure.formula}</code>
      <p className="soft small">
        {t("why.dataset")} {measure.dataset} · {t("why.rows", { count: measure.rows })}
        {measure.where ? (
          <>
            {" · "}
            {t("why.filter")} <code>{measure.where}</code>
          </>
        ) : null}
        {measure.rule ? ` · ${t("why.rule", { rule: words(measure.rule) })}` : null}
      </p>
      {measure.sample?.length ? (
        <details>
          <summary>{t("why.sample")}</summary>
          <WhyRows rows={measure.sample} />
        </details>
      ) : null}
    </li>
  );
}
