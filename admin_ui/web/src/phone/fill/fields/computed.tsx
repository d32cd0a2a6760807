import { t } from "../../words";
import { option, type PhoneField, type ViewProps } from "../contract";

function View({ field, value, id, asked }: ViewProps) {
  return (
    <output className="computed" id={id} aria-labelledby={`${id}-label`}>
      {shown(value, option(field, "show", option(field, "gives", "number")), asked.ground.form.money_digits ?? 2)}
    </output>
  );
}

function shown(value: unknown, how: string, digits: number): string {
  if (value === null || value === undefined) return "—";
  if (typeof value === "boolean") return t(value ? "phone.field.yes" : "phone.field.no");
  if (typeof value !== "number") return String(value);
  if (how === "percent") return `${Number((value * 100).toPrecision(10))} %`;
  return how === "money" ? (value / 10 ** digits).toFixed(digits) : String(Number(value.toPrecision(10)));
}

export const FIELD: PhoneField = { View, silent: true, group: true, scalars: () => ({}) };
