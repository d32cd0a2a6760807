import { localInstant } from "../../data/ids";
import type { PhoneField, ViewProps } from "../contract";

/** Typed as the phone's clock shows it, kept with the phone's offset. */
function View({ value, set, id, described, wrong }: ViewProps) {
  const shown = value ? localInstant(new Date(value as string)).slice(0, 16) : "";
  return (
    <input
      id={id} className="input" type="datetime-local" value={shown} aria-describedby={described} aria-invalid={wrong || undefined}
      onChange={(event) => {
        const at = new Date(event.target.value);
        set(Number.isNaN(at.getTime()) ? null : localInstant(at));
      }}
    />
  ); // prettier-ignore
}

export const FIELD: PhoneField = { View };
