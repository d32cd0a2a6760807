import type { Field, Text } from "../../data/shapes";
import { t, words } from "../../words";
import { option, type PhoneField, type Values, type ViewProps } from "../contract";

const DEFAULT: [number, number] = [0, 50];
/** Names of the numbers and amounts inside, computed ones too: formulas outside see their sums, as `repeat__field`. */
function summed(fields: Field[]): string[] {
  return fields.flatMap((one) => {
    if (one.type === "section") return summed(one.fields ?? []);
    const kind = (one.names as Record<string, string> | undefined)?.[one.name];
    return (kind === "number" || kind === "money") && !one.attachments && one.type !== "repeat" ? [one.name] : [];
  });
}

function View({ field, value, set, inner, path, id, described }: ViewProps) {
  const entries = (value as Values[] | null) ?? [];
  const [, most] = option(field, "count", DEFAULT);
  const title = words(field.item_title as Text) || words(field.title);
  const put = (next: Values[]) => set(next.length ? next : null);
  return (
    <div className="stack" id={id} role="group" aria-labelledby={`${id}-label`} aria-describedby={described}>
      {entries.map((entry, at) => (
        <section key={at} className="entry" aria-label={`${title} ${at + 1}`}>
          <header>
            <h3>
              {title} {at + 1}
            </h3>
            <button type="button" className="quiet" onClick={() => put(entries.filter((_, other) => other !== at))}>
              {t("phone.field.remove_entry")}
            </button>
          </header>
          {inner(field.fields ?? [], entry, (next) => put(entries.map((old, other) => (other === at ? next : old))), `${path}[${at}].`)}
        </section>
      ))}
      {entries.length < most ? (
        <button type="button" className="add" onClick={() => put([...entries, {}])}>
          {t("phone.field.add_entry", { title })}
        </button>
      ) : null}
    </div>
  );
}

export const FIELD: PhoneField = {
  View,
  holds: "entries",
  group: true,
  none: (field) => ({ [field.name]: 0 }),
  scalars: (field, value: Values[]) => {
    const sums = summed(field.fields ?? []).map((name) => {
      const found = value.map((entry) => entry[name]).filter((one): one is number => typeof one === "number");
      return [`${field.name}__${name}`, found.length ? found.reduce((a, b) => a + b, 0) : null];
    });
    return { ...Object.fromEntries(sums), [field.name]: value.length };
  },
  check: (field, value: Values[]) => {
    const [least, most] = option(field, "count", DEFAULT);
    if (value.length < least) return t("phone.check.least", { least });
    return value.length > most ? t("phone.check.most", { most }) : null;
  },
};
