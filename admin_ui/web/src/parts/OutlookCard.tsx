import { useOutlook, useRank } from "../api/queries";
import type { UnitOutlook, UnitRank } from "../api/outlook";
import type { Light } from "../api/types";
import { useManner } from "../format/manner";
import { attained, percent, valueOf } from "../format/number";
import { dayOf } from "../format/time";
import type { View } from "../format/view";
import { useWords } from "../i18n/words";
import { Lamp } from "./Lamp";
import { Loading } from "./Loading";
import "./OutlookCard.css";
import { PaceBars } from "./PaceBars";
import { ProblemNotice } from "./ProblemNotice";

/** How far the period is, where it will end at the rate so far, and the place among peers who are not named. */
export function OutlookCard({ code, light, when }: { code: string; light: Light; when: View }) {
  const { t } = useWords();
  const outlook = useOutlook(code, light.indicator, when);
  const rank = useRank(code, light.indicator, when);
  if (outlook.error) return <ProblemNotice problem={outlook.error} retry={() => void outlook.refetch()} />;
  if (!outlook.data) return <Loading lines={2} />;
  return (
    <section className="outlook" aria-label={t("outlook.title")}>
      <Projected outlook={outlook.data} />
      <PaceBars outlook={outlook.data} />
      {rank.data ? <Rank rank={rank.data} /> : null}
    </section>
  );
}

function Projected({ outlook }: { outlook: UnitOutlook }) {
  const { t, words, lang } = useWords();
  const manner = useManner();
  const { projected, target, indicator } = outlook;
  const whole = (value: number | null) => valueOf(value, indicator, manner);
  return (
    <div className="outlook-part">
      <h3>
        {t("outlook.projected")} <span className="soft">{t("outlook.ends", { day: dayOf(outlook.last, outlook.day) })}</span>
      </h3>
      {projected === null ? (
        <p className="soft">{t("outlook.none")}</p>
      ) : (
        <>
          <p className="outlook-figure">
            <Lamp light={outlook.light} size={24} />
            <b>{whole(projected)}</b>
            <span>{t("outlook.reach", { share: attained(outlook.projected_attainment, lang) })}</span>
          </p>
          <p className="soft small">{t("outlook.of", { target: whole(target) })}</p>
        </>
      )}
      <p className="soft small">{words(outlook.method)}</p>
    </div>
  );
}

function Rank({ rank }: { rank: UnitRank }) {
  const { t, words, lang } = useWords();
  const { place, of, median, quarter } = rank;
  if (place === null) return null;
  return (
    <div className="outlook-part">
      <h3>{t("outlook.rank")}</h3>
      <p className="outlook-figure">
        <b>{t("outlook.place", { place, of })}</b>
      </p>
      <p className="soft small">
        {t("outlook.median", { share: percent(median, lang) })}
        {quarter ? ` · ${t(`outlook.quarters.${quarter}`)}` : ""}
      </p>
      <p className="soft small">{t(`outlook.among.${rank.among}`, { level: words(rank.level_title) })}</p>
    </div>
  );
}
