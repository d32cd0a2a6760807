import { words } from "../../words";
import type { PhoneField, ViewProps } from "../contract";

function View({ field }: ViewProps) {
  return (
    <div className={field.tone === "warning" ? "notice warning" : "notice"} role="note">
      <strong>{words(field.title)}</strong>
      {words(field.hint) ? <p>{words(field.hint)}</p> : null}
    </div>
  );
}

export const FIELD: PhoneField = { View, silent: true, bare: true };
