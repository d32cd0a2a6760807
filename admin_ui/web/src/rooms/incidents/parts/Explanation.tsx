import { Link } from "react-router";
import type { IndicatorRef } from "../../../api/types";
import { useManner } from "../../../format/manner";
import { attained, NOTHING, valueOf } from "../../../format/number";
import { dayOf, instant } from "../../../format/time";
import { useWords } from "../../../i18n/words";
import { DataTable } from "../../../parts/DataTable";
import { Loading } from "../../../parts/Loading";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import { type Explained, useWhyRule } from "../queries";

/** Why the rule did or did not fire for a unit on a day: each day and what follows from it, what is on record, who was told. */
export function Explanation({ rule, unit, day }: { rule: string; unit: string; day: string | undefined }) {
  const { data, error, refetch } = useWhyRule(rule, unit, day);
  if (error) return <ProblemNotice problem={error} retry={() => void refetch()} />;
  return data ? <Told found={data} /> : <Loading lines={5} />;
}

function Told({ found }: { found: Explained }) {
  const { t, words, lang, named } = useWords();
  const manner = useManner();
  const of: IndicatorRef = { indicator: found.indicator, title: found.indicator_title as IndicatorRef["title"], display: found.display as IndicatorRef["display"], decimals: found.decimals, unit_of_measure: "", direction: "higher" };
  const tested = found.days.some((one) => one.tested !== null);
  const at = (when: string) => instant(when, manner.zone, lang);
  return (
    <>
      <p className={found.fired ? "rulepage-summary rulepage-fired" : "rulepage-summary"} role="status">
        {words(found.summary)}
      </p>
      <p className="soft small">
        {words(found.condition)} · {t("incidents.explain.turn", { before: words(found.before.words), after: words(found.after.words) })}
      </p>
      <DataTable
        stacks
        label={t("incidents.explain.days")}
        rows={found.days}
        keyOf={(one) => one.day}
        columns={[
          { title: t("incident.day"), cell: (one) => dayOf(one.day) },
          { title: t("table.actual"), number: true, cell: (one) => valueOf(one.actual, of, manner) },
          { title: t("table.target"), number: true, cell: (one) => valueOf(one.target, of, manner) },
          { title: t("table.attainment"), number: true, cell: (one) => attained(one.attainment, lang) },
          ...(tested ? [{ title: t("incidents.tested"), number: true, cell: (one: Explained["days"][number]) => (one.tested === null ? NOTHING : String(Number(one.tested.toFixed(4)))) }] : []),
          { title: t("incidents.explain.verdict"), cell: (one) => <span className={one.verdict === "breach" ? "rulepage-breach" : undefined}>{words(one.words)}</span> },
          { title: t("incidents.rules.state"), cell: (one) => `${words(one.state.words)}${one.state.needed > 1 && one.state.count ? ` ${one.state.count}/${one.state.needed}` : ""}` },
        ]}
      />
      <ul className="rulepage-record">
        {found.run ? <li>{t("incidents.explain.run", { at: at(found.run.at), words: words(found.run.words), release: found.run.release })}</li> : <li>{t("incidents.explain.noRun")}</li>}
        {found.differs ? <li className="rulespage-why">{words(found.differs)}</li> : null}
        {found.said.map((one, place) => (
          <li key={place}>
            {at(one.at)} {t(one.told ? "incidents.explain.told" : "incidents.explain.untold")} {named("message.purpose", one.purpose)} {words(one.words)}
          </li>
        ))}
        {found.incident ? (
          <li>
            <Link to={`/incident/${encodeURIComponent(found.incident)}`}>{t("incidents.explain.incident")}</Link>
          </li>
        ) : null}
      </ul>
    </>
  );
}
