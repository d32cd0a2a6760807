import { Link } from "react-router";
import type { Source } from "../../../api/source";
import { useManner } from "../../../format/manner";
import { count } from "../../../format/number";
import { dayOf, instant } from "../../../format/time";
import { useWords } from "../../../i18n/words";
import { spell } from "../logic/spell";
import { FreshnessMark } from "./FreshnessMark";
import { LoadState } from "./LoadState";
import "./SourceCard.css";

/** One source at a glance: did the last load work, up to when is there data, what came. */
export function SourceCard({ source }: { source: Source }) {
  const { t, words, lang, named } = useWords();
  const { zone } = useManner();
  const { last_load: last, last_good: good } = source;
  const counts = [
    ["in", last?.rows_in],
    ["added", last?.rows_added],
    ["changed", last?.rows_changed],
    ["refused", last?.rows_refused],
  ] as const;
  return (
    <Link className="sourcecard" to={`/sources/${encodeURIComponent(source.name)}`}>
      <span className="sourcecard-head">
        <b title={source.name}>{words(source.title) || source.name}</b>
        {source.freshness ? <FreshnessMark status={source.freshness.status} /> : last ? <LoadState state={last.state} /> : <span className="soft">{t("sources.never")}</span>}
      </span>
      <span className="soft">
        {[
          good?.data_date ? t("sources.fresh", { day: dayOf(good.data_date) }) : "",
          last ? `${named("sources.reasons", last.reason)} ${instant(last.started_at, zone, lang)}` : t("data.none"),
        ]
          .filter(Boolean)
          .join(" · ")}
      </span>
      {source.lag ? (
        <span className="soft small">{t("data.lag.line", { median: spell(source.lag.median, lang), p95: spell(source.lag.p95, lang) })}</span>
      ) : null}
      <span className="sourcecard-counts">
        {counts.map(([name, rows]) => (
          <span key={name} className={name === "refused" && rows ? "sourcecard-bad" : undefined}>
            <small>{t(`sources.${name}`)}</small>
            {count(rows, lang)}
          </span>
        ))}
      </span>
      {last?.error ? <span className="sourcecard-error">{words(last.error.message)}</span> : null}
    </Link>
  );
}
