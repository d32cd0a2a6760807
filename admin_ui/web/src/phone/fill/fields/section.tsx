import { words } from "../../words";
import type { PhoneField, ViewProps } from "../contract";

function View({ field, value, set, inner, path, id }: ViewProps) {
  // A section has no value of its own: what is inside is the form's.
  return (
    <section className="card" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{words(field.title)}</h2>
      {words(field.hint) ? <p className="soft">{words(field.hint)}</p> : null}
      {inner(field.fields ?? [], value as never, set as never, path)}
    </section>
  );
}

export const FIELD: PhoneField = { View, holds: "section", silent: true, bare: true };
