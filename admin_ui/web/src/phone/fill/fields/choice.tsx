import { t, words } from "../../words";
import { choicesOf, option, type PhoneField, type ViewProps } from "../contract";

/** More than these are a list, whatever the form says: nobody scrolls past thirty buttons. */
const MOST_BUTTONS = 12;

function View({ field, value, set, id, described, wrong, asked }: ViewProps) {
  const offered = choicesOf(field, asked.ground.form).filter((one) => asked.holds(one.when) || one.name === value);
  if (option<string>(field, "look", "buttons") === "list" || offered.length > MOST_BUTTONS)
    return (
      <select id={id} className="input" aria-labelledby={`${id}-label`} value={(value as string) ?? ""} aria-describedby={described} aria-invalid={wrong || undefined} onChange={(event) => set(event.target.value || null)}>
        <option value="">{t("phone.field.choose")}</option>
        {offered.map((one) => (
          <option key={one.name} value={one.name}>
            {words(one.title)}
          </option>
        ))}
      </select>
    );
  return (
    <div className="choices" id={id} role="radiogroup" aria-labelledby={`${id}-label`} aria-describedby={described}>
      {offered.map((one) => (
        <button key={one.name} type="button" role="radio" aria-checked={value === one.name} className="choice" onClick={() => set(value === one.name ? null : one.name)}>
          {words(one.title)}
        </button>
      ))}
    </div>
  );
}

export const FIELD: PhoneField = {
  View,
  group: true,
  check: (field, value: string, { ground, holds }) => {
    const chosen = choicesOf(field, ground.form).find((one) => one.name === value);
    return chosen && holds(chosen.when) ? null : t("phone.check.not_offered");
  },
};
