import { t } from "../../words";
import type { PhoneField, ViewProps } from "../contract";

function View({ value, set, id, described }: ViewProps) {
  const answers = [{ is: true, words: t("phone.field.yes") }, { is: false, words: t("phone.field.no") }]; // prettier-ignore
  return (
    <div className="choices two" id={id} role="radiogroup" aria-labelledby={`${id}-label`} aria-describedby={described}>
      {answers.map(({ is, words }) => (
        <button key={words} type="button" role="radio" aria-checked={value === is} className="choice" onClick={() => set(value === is ? null : is)}>
          {words}
        </button>
      ))}
    </div>
  );
}

export const FIELD: PhoneField = { View, group: true };
