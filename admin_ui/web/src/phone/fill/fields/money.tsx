import { t } from "../../words";
import type { PhoneField, ViewProps } from "../contract";
import { notANumber, numberOf, outOfBounds, Typed } from "../typed";

/** Typed in major units, kept in minor ones. A finer amount stays a fraction, which its check refuses. */
function View(props: ViewProps) {
  const digits = props.asked.ground.form.money_digits ?? 2;
  const unit = 10 ** digits;
  const read = (text: string) => {
    const found = numberOf(text);
    return found === null ? null : Number((found * unit).toPrecision(15));
  };
  const negative = ((props.field.min as number | undefined) ?? 0) < 0;
  return <Typed {...props} read={read} write={(value) => (value / unit).toFixed(Number.isInteger(value) ? digits : digits + 2)} decimals={digits > 0} negative={negative} after={t("phone.field.money")} />;
}

export const FIELD: PhoneField = {
  View,
  check: (field, value: number, { ground }) => {
    const digits = ground.form.money_digits ?? 2;
    if (typeof value === "number" && !Number.isInteger(value)) return t("phone.check.decimals", { most: digits });
    return notANumber(value) ?? outOfBounds(value / 10 ** digits, field.min as number | undefined, field.max as number | undefined);
  },
};
