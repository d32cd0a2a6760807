import { useMemo } from "react";
import type { Issue } from "../../../api/types";
import { useWords } from "../../../i18n/words";
import type { KindCard } from "../changes";
import { Field } from "../fields/Field";
import { type Form, FormProvider, issuesByPlace } from "../fields/form";
import { isObject, type Json, within } from "../logic/path";
import { groupsOf, resolved, titleOf } from "../logic/schema";
import "./GenericEditor.css";

interface Edited {
  kind: KindCard;
  change: string | null;
  value: Json;
  issues: readonly Issue[];
  readOnly: boolean;
  onChange: (value: { [key: string]: Json }) => void;
  /** Only these fields of the top level, or all but these: a hand-made editor shows the others in its own way. */
  only?: readonly string[];
  but?: readonly string[];
}

/** The editor every kind has, made from its schema and its `ui.json`. */
export function GenericEditor({ kind, change, value, issues, readOnly, onChange, only, but }: Edited) {
  const { lang, t, words } = useWords();
  const { schema: root, ui } = kind;
  const form = useMemo<Form>(
    () => ({ kind: kind.kind, change, root, ui, lang, readOnly, whole: value, issues: issuesByPlace(issues) }),
    [kind, change, root, ui, lang, readOnly, value, issues],
  );
  const now = isObject(value) ? value : {};
  const set = (name: string, next: Json | undefined) => {
    const { [name]: _, ...rest } = now;
    onChange(next === undefined ? rest : { ...now, [name]: next });
  };
  return (
    <FormProvider value={form}>
      <div className="genericeditor">
        {groupsOf(root, ui).map(({ title, fields: all, folded }, i) => {
          const fields = all.filter((name) => (only?.includes(name) ?? true) && !but?.includes(name));
          if (!fields.length) return null;
          const bad = [...form.issues.keys()].some((path) => fields.some((name) => within(path, `$.${name}`)));
          const inside = (
            <div className="objectfield">
              {fields.map((name) => {
                const node = resolved(root.properties?.[name] ?? {}, root);
                return (
                  <Field
                    key={name}
                    node={node}
                    path={`$.${name}`}
                    pattern={`$.${name}`}
                    label={titleOf(node, lang) || name}
                    value={now[name]}
                    required={root.required?.includes(name) ?? false}
                    onChange={(next) => set(name, next)}
                  />
                );
              })}
            </div>
          );
          const heading = title ? words(title) : i === 0 ? t("builder.group.basics") : t("builder.group.more");
          return folded ? (
            <details key={i} className="genericeditor-group" open={bad || undefined}>
              <summary>
                <h3>{heading}</h3>
              </summary>
              {inside}
            </details>
          ) : (
            <section key={i} className="genericeditor-group">
              <h3>{heading}</h3>
              {inside}
            </section>
          );
        })}
      </div>
    </FormProvider>
  );
}
