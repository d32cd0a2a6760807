import { dayOfText } from "../../../expressions/days";
import { t } from "../../words";
import type { PhoneField, ViewProps } from "../contract";

function View({ value, set, id, described, wrong }: ViewProps) {
  return (
    <input
      id={id} className="input" type="date" value={(value as string) ?? ""} min="1900-01-01" max="2999-12-31"
      aria-describedby={described} aria-invalid={wrong || undefined} onChange={(event) => set(event.target.value || null)}
    />
  ); // prettier-ignore
}

export const FIELD: PhoneField = {
  View,
  check: (field, value: string, { ground }) => {
    const [found, today] = [dayOfText(value), dayOfText(ground.day)];
    if (!found) return t("phone.check.date");
    const [past, future] = [field.past_days as number | undefined, field.future_days as number | undefined];
    const [first, last] = [today?.shifted(-(past ?? 4e6)), today?.shifted(future ?? 4e6)];
    if (first && past !== undefined && found.ordinal < first.ordinal) return t("phone.check.not_before", { bound: String(first) });
    return last && future !== undefined && found.ordinal > last.ordinal ? t("phone.check.not_after", { bound: String(last) }) : null;
  },
};
