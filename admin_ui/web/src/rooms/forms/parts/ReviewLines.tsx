import { useManner } from "../../../format/manner";
import { instant } from "../../../format/time";
import { useWords } from "../../../i18n/words";
import type { ReviewEntry } from "../shapes";
import { OutcomeBadge } from "./Badge";

/** Who was asked to look again and why, and what they said. */
export function ReviewLines({ reviews }: { reviews: readonly ReviewEntry[] }) {
  const { t, lang } = useWords();
  const { zone } = useManner();
  return (
    <ol className="submissionpage-history">
      {reviews.map((one) => (
        <li key={one.public_id}>
          <p>
            <strong>{t(`forms.why.${one.why}`)}</strong> <span className="soft">{instant(one.asked_at, zone, lang)}</span> {one.asked_by === "system" ? null : one.asked_by} {one.asked_reason}
          </p>
          <p>
            {one.state === "done" ? (
              <>
                <OutcomeBadge outcome={one.outcome} small /> {one.decided_by} <span className="soft">{instant(one.decided_at, zone, lang)}</span> {one.reason}
              </>
            ) : (
              <span className="soft">{t(`forms.reviews.state.${one.state}`)}</span>
            )}
          </p>
        </li>
      ))}
    </ol>
  );
}
