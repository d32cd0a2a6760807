import { words } from "../../words";
import { option, type PhoneField, type ViewProps } from "../contract";
import { notANumber, numberOf, outOfBounds, tooFine, Typed } from "../typed";
import type { Text } from "../../data/shapes";

function View(props: ViewProps) {
  const { field } = props;
  const negative = option<number>(field, "min", -1) < 0;
  return (
    <Typed {...props} read={numberOf} write={String} decimals={option(field, "decimals", 0) > 0} negative={negative} after={words(field.suffix as Text)} />
  );
}

export const FIELD: PhoneField = {
  View,
  check: (field, value: number) =>
    notANumber(value) ??
    tooFine(value, option(field, "decimals", 0)) ??
    outOfBounds(value, field.min as number | undefined, field.max as number | undefined),
};
