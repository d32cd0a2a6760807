import { useState } from "react";
import { Link } from "react-router";
import { useManner } from "../../../format/manner";
import { instant } from "../../../format/time";
import { useWords } from "../../../i18n/words";
import { columnsOf, flat } from "../logic/cells";
import { earlierIn } from "../logic/earlier";
import { pictureOf, useForm } from "../queries";
import type { ReviewDetail } from "../shapes";
import { useCell } from "../useCell";
import { FlagList, OutcomeBadge } from "./Badge";
import { Photo } from "./Photo";
import { ReasonList } from "./ReasonList";
import { ReviewLines } from "./ReviewLines";

/** What a reviewer looks at: the photo with what was found, why it is here, what was filled in; a photo that came before beside it. */
export function ReviewDesk({ review }: { review: ReviewDetail }) {
  const { t, words, lang } = useWords();
  const { zone } = useManner();
  const form = useForm(review.form).data;
  const cell = useCell(form);
  const [at, setAt] = useState(0);
  const stored = review.all_photos.filter(({ state }) => state === "stored");
  const photo = stored[Math.min(at, stored.length - 1)];
  const verdicts = review.verdicts.filter((one) => one.photo === photo?.public_id);
  const reasons = photo ? verdicts.flatMap((one) => one.reasons ?? []) : review.reasons;
  const earlier = earlierIn(reasons).filter((one) => one.photo !== photo?.public_id);
  const titleOf = (field: string) => words(flat(form?.fields ?? []).find(({ name }) => name === field)?.title) || field;
  return (
    <div className="reviewdesk">
      <header>
        <h2>
          <Link to={`/forms/submissions/${review.submission}`}>{words(review.unit.title)}</Link> <span className="soft">{words(review.form_title) || review.form}</span>
        </h2>
        <p className="reviewdesk-why">
          <strong>{t(`forms.why.${review.why}`)}</strong> <span className="soft">{t(`forms.whyLong.${review.why}`)}</span>
          {review.asked_reason ? <q>{review.asked_reason}</q> : null}
        </p>
        <p className="submissionspage-state">
          <span className="soft">{t("forms.reviews.now")}</span> {review.outcome_now ? <OutcomeBadge outcome={review.outcome_now} /> : <span>{t("forms.reviews.noOutcome")}</span>}
          {review.score === null ? null : <span>{t("forms.score", { score: Math.round(review.score * 100) })}</span>}
          <span className="soft">
            {words(review.submitter.title) || review.submitter.login} · {instant(review.submitted_at, zone, lang)}
          </span>
          <FlagList flags={review.flags} />
        </p>
      </header>
      {stored.length > 1 ? (
        <div className="reviewdesk-strip" role="group" aria-label={t("forms.tabs.photos")}>
          {stored.map((one, i) => (
            <button key={one.public_id} type="button" aria-pressed={one === photo} aria-label={t("forms.photo.open", { title: titleOf(one.field), at: i + 1 })} onClick={() => setAt(i)}>
              <img src={pictureOf(one.public_id, "small")} alt="" />
            </button>
          ))}
        </div>
      ) : null}
      <div className={`reviewdesk-photos${earlier.length ? " reviewdesk-two" : ""}`}>
        {photo ? (
          <figure>
            <Photo key={photo.public_id} id={photo.public_id} label={`${titleOf(photo.field)} ${instant(photo.taken_at, zone, lang)}`} findings={verdicts.flatMap(({ findings }) => findings ?? [])} />
            <figcaption className="small">
              {titleOf(photo.field)} <span className="soft">{instant(photo.taken_at, zone, lang)}</span> {photo.distance === null ? null : t("forms.photo.distance", { metres: Math.round(photo.distance) })} <FlagList flags={photo.flags} />
            </figcaption>
          </figure>
        ) : (
          <p className="soft">{t("forms.photo.none")}</p>
        )}
        {earlier.slice(0, 1).map((one) => (
          <figure key={one.photo}>
            <Photo id={one.photo} label={t("forms.reviews.earlier")} />
            <figcaption className="small">{t("forms.reviews.earlier")}</figcaption>
          </figure>
        ))}
      </div>
      <ReasonList reasons={reasons} />
      {verdicts.filter(({ error }) => error).map((one) => (
        <p key={one.public_id} className="field-issue">
          {words(one.error?.message)}
        </p>
      ))}
      {form ? (
        <details>
          <summary>{t("forms.values")}</summary>
          <dl className="submissionpage-values">
            {columnsOf(form.fields).map((field) => (
              <div key={field.name}>
                <dt className="soft">{words(field.title) || field.name}</dt>
                <dd>{cell(field, review.values[field.name])}</dd>
              </div>
            ))}
          </dl>
        </details>
      ) : null}
      {review.history.length > 1 ? (
        <details>
          <summary>{t("forms.reviews.of")}</summary>
          <ReviewLines reviews={review.history} />
        </details>
      ) : null}
    </div>
  );
}
