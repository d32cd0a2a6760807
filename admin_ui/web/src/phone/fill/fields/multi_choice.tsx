import { t, words } from "../../words";
import { choicesOf, option, type PhoneField, type ViewProps } from "../contract";

function View({ field, value, set, id, described, asked }: ViewProps) {
  const chosen = (value as string[] | null) ?? [];
  const all = choicesOf(field, asked.ground.form);
  const offered = all.filter((one) => asked.holds(one.when) || chosen.includes(one.name));
  const toggle = (name: string) => {
    const next = chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name];
    const sorted = all.map((one) => one.name).filter((one) => next.includes(one));
    set(sorted.length ? sorted : null);
  };
  return (
    <div className="choices" id={id} role="group" aria-labelledby={`${id}-label`} aria-describedby={described}>
      {offered.map((one) => (
        <button key={one.name} type="button" role="checkbox" aria-checked={chosen.includes(one.name)} className="choice many" onClick={() => toggle(one.name)}>
          {words(one.title)}
        </button>
      ))}
    </div>
  );
}

export const FIELD: PhoneField = {
  View,
  group: true,
  scalars: (field, value: string[], form) => ({
    ...Object.fromEntries(choicesOf(field, form).map((one) => [`${field.name}__${one.name}`, value.includes(one.name)])),
    [field.name]: value.join(","),
    [`${field.name}__count`]: value.length,
  }),
  check: (field, value: string[], { ground, holds }) => {
    const [least, most] = option(field, "count", [0, 500]);
    if (value.length < least) return t("phone.check.least", { least });
    if (value.length > most) return t("phone.check.most", { most });
    const all = choicesOf(field, ground.form);
    return value.every((name) => all.some((one) => one.name === name && holds(one.when))) ? null : t("phone.check.not_offered");
  },
};
