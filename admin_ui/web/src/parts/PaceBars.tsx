import type { UnitOutlook } from "../api/outlook";
import { percent } from "../format/number";
import { paceBars } from "../format/pace";
import { useWords } from "../i18n/words";

/** Time gone, target due and what is achieved, each as a share of the whole period: what lags behind is seen at once. */
export function PaceBars({ outlook }: { outlook: UnitOutlook }) {
  const { t, lang } = useWords();
  const bars = paceBars(outlook);
  return (
    <ul className="outlook-part pace" aria-label={t("outlook.bars")}>
      {bars.map(({ name, share, width, behind }) => (
        <li key={name} className={behind ? "pace-behind" : undefined}>
          <span>{t(`outlook.${name}`)}</span>
          <svg aria-hidden="true">
            <rect className="pace-ground" y="3" width="100%" height="8" rx="4" />
            <rect className={`pace-${name}`} y="3" width={`${(width * 100).toFixed(2)}%`} height="8" rx="4" />
          </svg>
          <b>{percent(share, lang)}</b>
        </li>
      ))}
    </ul>
  );
}
