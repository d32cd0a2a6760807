import { option, type PhoneField, type ViewProps } from "../contract";
import { notANumber, numberOf, outOfBounds, tooFine, Typed } from "../typed";

/** 95 is 0.95: divided by a hundred without the noise of binary fractions. */
function read(text: string): number | null {
  const found = numberOf(text);
  return found === null ? null : Number((found / 100).toPrecision(15));
}

const written = (value: number) => String(Number((value * 100).toPrecision(12)));

function View(props: ViewProps) {
  const negative = option<number>(props.field, "min", 0) < 0;
  return <Typed {...props} read={read} write={written} decimals={option(props.field, "decimals", 1) > 0} negative={negative} after="%" />;
}

export const FIELD: PhoneField = {
  View,
  check: (field, value: number) =>
    notANumber(value) ??
    tooFine(value * 100, option(field, "decimals", 1)) ??
    outOfBounds(value, field.min as number | undefined, field.max as number | undefined, (bound) => `${written(bound)} %`),
};
