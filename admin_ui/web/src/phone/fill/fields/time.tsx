import { t } from "../../words";
import type { PhoneField, ViewProps } from "../contract";

function View({ value, set, id, described, wrong }: ViewProps) {
  return (
    <input
      id={id} className="input" type="time" value={(value as string) ?? ""} aria-describedby={described}
      aria-invalid={wrong || undefined} onChange={(event) => set(event.target.value.slice(0, 5) || null)}
    />
  ); // prettier-ignore
}

export const FIELD: PhoneField = {
  View,
  check: (field, value: string) => {
    const [low, high] = [field.earliest as string | undefined, field.latest as string | undefined];
    if (low && value < low) return t("phone.check.not_before", { bound: low });
    return high && value > high ? t("phone.check.not_after", { bound: high }) : null;
  },
};
