import { t } from "../../words";
import { option, type PhoneField, type ViewProps } from "../contract";

function View({ field, value, set, id, described }: ViewProps) {
  const most = option(field, "most", 5);
  const chosen = (value as number | null) ?? 0;
  return (
    <div className="rating" id={id} role="radiogroup" aria-labelledby={`${id}-label`} aria-describedby={described}>
      {Array.from({ length: most }, (_, at) => at + 1).map((stars) => (
        <button
          key={stars} type="button" role="radio" aria-checked={stars === chosen} className={stars <= chosen ? "star lit" : "star"}
          aria-label={t("phone.field.stars", { stars, most })} onClick={() => set(stars === chosen ? null : stars)}
        >
          <svg viewBox="0 0 24 24" width="28" height="28" aria-hidden="true">
            <path d="M12 2.6l2.9 5.9 6.5.9-4.7 4.6 1.1 6.5L12 17.4l-5.8 3.1 1.1-6.5L2.6 9.4l6.5-.9z" />
          </svg>
        </button>
      ))}
    </div>
  ); // prettier-ignore
}

export const FIELD: PhoneField = { View, group: true };
