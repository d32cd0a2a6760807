import type { Source } from "../../../api/source";
import { useManner } from "../../../format/manner";
import { instant } from "../../../format/time";
import { useWords } from "../../../i18n/words";
import { Panel } from "../../../parts/Panel";
import { spell } from "../logic/spell";
import { FreshnessMark } from "./FreshnessMark";
import "./SourceFreshness.css";

/** The promise of a source and how it stands against it; how long information takes on the way. */
export function SourceFreshness({ source }: { source: Source }) {
  const { t, lang } = useWords();
  const { zone } = useManner();
  const { sla, freshness, lag } = source;
  if (!sla && !lag) return null;
  const facts: [string, string][] = [];
  if (sla) facts.push([t("data.fresh.promise"), t("data.fresh.by", { by: sla.by, count: sla.lag_days })]);
  if (freshness) {
    facts.push([t("data.fresh.due"), freshness.due_day]);
    facts.push([t("data.fresh.came"), freshness.came_at ? instant(freshness.came_at, zone, lang) : t("data.fresh.notYet")]);
  }
  if (lag) {
    facts.push([t("data.lag.median"), spell(lag.median, lang)]);
    facts.push([t("data.lag.p95"), t("data.lag.over", { p95: spell(lag.p95, lang), count: lag.days })]);
  }
  return (
    <Panel title={t("data.fresh.title")} side={freshness ? <FreshnessMark status={freshness.status} /> : null}>
      <dl className="sourcefreshness">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt className="soft small">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
