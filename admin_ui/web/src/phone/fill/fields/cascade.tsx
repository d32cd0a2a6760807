import type { Named } from "../../data/shapes";
import { t, words } from "../../words";
import { option, type PhoneField, type ViewProps } from "../contract";

function View({ field, value, set, id, described, wrong }: ViewProps) {
  const chosen = (value as string[] | null) ?? [];
  const levels = option<Named[]>(field, "levels", []);
  let nodes = option<Named[]>(field, "tree", []);
  return (
    <div className="stack" id={id} role="group" aria-labelledby={`${id}-label`} aria-describedby={described}>
      {levels.map((level, at) => {
        const here = nodes;
        nodes = here.find((one) => one.name === chosen[at])?.children ?? [];
        if (at > chosen.length) return null;
        return (
          <select
            key={level.name} className="input" aria-label={words(level.title)} aria-invalid={wrong || undefined} value={chosen[at] ?? ""}
            onChange={(event) => {
              const next = event.target.value ? [...chosen.slice(0, at), event.target.value] : chosen.slice(0, at);
              set(next.length ? next : null);
            }}
          >
            <option value="">{t("phone.field.choose_level", { level: words(level.title) })}</option>
            {here.map((one) => (
              <option key={one.name} value={one.name}>
                {words(one.title)}
              </option>
            ))}
          </select>
        ); // prettier-ignore
      })}
    </div>
  );
}

export const FIELD: PhoneField = {
  View,
  group: true,
  scalars: (field, value: string[]) => {
    const levels = option<Named[]>(field, "levels", []);
    const named = levels.slice(0, value.length).map((level, at) => [`${field.name}__${level.name}`, value[at]]);
    return { ...Object.fromEntries(named), [field.name]: value.at(-1) };
  },
  check: (field, value: string[]) => (value.length === option<Named[]>(field, "levels", []).length ? null : t("phone.check.to_the_last")),
};
