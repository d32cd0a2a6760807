import { characters } from "../../../expressions/values";
import { t } from "../../words";
import { option, type PhoneField, type ViewProps } from "../contract";

function View({ field, value, set, id, described, wrong }: ViewProps) {
  const lines = option(field, "lines", 1);
  const shared = { id, className: "input", value: (value as string) ?? "", "aria-describedby": described, "aria-invalid": wrong || undefined };
  if (lines > 1) return <textarea {...shared} rows={Math.min(lines, 8)} onChange={(event) => set(event.target.value || null)} />;
  return <input {...shared} type="text" autoComplete="off" onChange={(event) => set(event.target.value || null)} />;
}

export const FIELD: PhoneField = {
  View,
  clean: (value: string) => value.trim(),
  check: (field, value: string) => {
    const [least, most] = [option(field, "min_length", 0), option(field, "max_length", 500)];
    const length = characters(value);
    if (length < least) return t("phone.check.min_length", { least });
    return length > most ? t("phone.check.max_length", { most }) : null;
  },
};
