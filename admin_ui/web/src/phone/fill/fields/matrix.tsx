import type { Named } from "../../data/shapes";
import { t, words } from "../../words";
import { option, type PhoneField, type ViewProps } from "../contract";

type Chosen = Record<string, string>;

function View({ field, value, set, id, described }: ViewProps) {
  const chosen = (value as Chosen | null) ?? {};
  const columns = option<Named[]>(field, "columns", []);
  const choose = (row: string, column: string) => {
    const next = { ...chosen, [row]: column };
    if (chosen[row] === column) delete next[row];
    set(Object.keys(next).length ? next : null);
  };
  return (
    <div className="stack" id={id} role="group" aria-labelledby={`${id}-label`} aria-describedby={described}>
      {option<Named[]>(field, "rows", []).map((row) => (
        <div key={row.name} className="matrix-row">
          <span id={`${id}-${row.name}`}>{words(row.title)}</span>
          <div className="choices" role="radiogroup" aria-labelledby={`${id}-${row.name}`}>
            {columns.map((column) => (
              <button key={column.name} type="button" role="radio" aria-checked={chosen[row.name] === column.name} className="choice" onClick={() => choose(row.name, column.name)}>
                {words(column.title)}
              </button>
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}

export const FIELD: PhoneField = {
  View,
  group: true,
  scalars: (field, value: Chosen) => ({
    [`${field.name}__count`]: Object.keys(value).length,
    ...Object.fromEntries(Object.entries(value).map(([row, column]) => [`${field.name}__${row}`, column])),
  }),
  check: (field, value: Chosen) => {
    const all = option<Named[]>(field, "rows", []).every((row) => value[row.name]);
    return option(field, "every_row", true) && !all ? t("phone.check.every_row") : null;
  },
};
