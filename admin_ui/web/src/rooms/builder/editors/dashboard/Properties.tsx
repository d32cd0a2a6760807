import { CloseOutlined, DeleteOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import type { TFunction } from "i18next";
import { useMemo } from "react";
import type { Issue } from "../../../../api/types";
import { useWords } from "../../../../i18n/words";
import type { WidgetKind } from "../../../boards/queries";
import { useDefinitions, useKinds } from "../../changes";
import type { Definition } from "../../editor";
import { Field } from "../../fields/Field";
import { type Form, FormProvider, issuesByPlace } from "../../fields/form";
import type { Json } from "../../logic/path";
import { type Node, resolved, titleOf, type Ui } from "../../logic/schema";
import type { Entry } from "./entries";

interface Shown {
  at: number;
  entry: Entry;
  title: string;
  change: string;
  value: Definition;
  issues: readonly Issue[];
  readOnly: boolean;
  kind: WidgetKind | undefined;
  onChange: (entry: Entry) => void;
  onRemove: () => void;
  onClose: () => void;
}

/** The words for the values a setting can have, from the widget's own texts. */
function choices(type: string, schema: Node | undefined, t: TFunction): NonNullable<Ui["words"]> {
  const listed = Object.entries(schema?.properties ?? {}).flatMap(([name, node]) => {
    const values = node.enum ?? node.items?.enum;
    const place = `$.layout[*].settings.${name}${node.enum ? "" : "[*]"}`;
    const said = (value: Json, lng: string) => t(`widgets.${type}.choices.${name}.${String(value)}`, { lng, defaultValue: String(value) });
    return values ? [[place, Object.fromEntries(values.map((value) => [String(value), { zh: said(value, "zh"), en: said(value, "en") }]))] as const] : [];
  });
  return Object.fromEntries(listed);
}

/** What can be set of a widget: its title, its indicators, and its own settings as its schema has them. */
export function Properties({ at, entry, title, change, value, issues, readOnly, kind, onChange, onRemove, onClose }: Shown) {
  const { t, words, lang } = useWords();
  const board = useKinds().data?.find((one) => one.kind === "dashboard");
  const known = useDefinitions(change).data;
  const ui = useMemo(() => board && { ...board.ui, words: { ...board.ui.words, ...choices(entry.type, kind?.schema as Node | undefined, t) } }, [board, entry.type, kind, t]);
  const form = useMemo<Form | null>(
    () => (board && ui ? { kind: "dashboard", change, root: board.schema, ui, lang, readOnly, whole: value as Json, issues: issuesByPlace(issues) } : null),
    [board, ui, change, lang, readOnly, value, issues],
  );
  if (!form) return null;
  const schema = (kind?.schema ?? {}) as Node;
  const item = resolved(form.root.properties?.layout?.items ?? {}, form.root);
  const settings = (entry.settings ?? {}) as Record<string, Json>;
  const set = (name: string, next: Json | undefined) => {
    const { [name]: _, ...rest } = settings;
    const made = next === undefined ? rest : { ...rest, [name]: next };
    const { settings: __, ...own } = entry;
    onChange(Object.keys(made).length > 0 ? { ...own, settings: made } : own);
  };
  const names = Array.isArray(value.indicators) ? (value.indicators as string[]) : [];
  const over = entry.indicator ? [entry.indicator] : (entry.indicators ?? []);
  const choose = (chosen: string[]) => {
    const { indicator: _, indicators: __, ...rest } = entry;
    onChange({ ...rest, ...(chosen.length === 1 ? { indicator: chosen[0] as string } : chosen.length > 1 ? { indicators: chosen } : {}) });
  };
  const label = (name: string) => words(known?.find((one) => one.kind === "indicator" && one.name === name)?.title) || name;
  const place = `$.layout[${at}]`;
  return (
    <FormProvider value={form}>
      <section className="properties" aria-label={t("builder.dashboard.properties", { title })}>
        <header>
          <h3>{title}</h3>
          <Button type="text" icon={<CloseOutlined aria-hidden />} aria-label={t("builder.dashboard.close")} onClick={onClose} />
        </header>
        <Field
          node={resolved(item.properties?.title ?? {}, form.root)}
          path={`${place}.title`}
          pattern="$.layout[*].title"
          value={entry.title as Json | undefined}
          label={t("builder.dashboard.title")}
          required={false}
          onChange={(next) => {
            const { title: _, ...rest } = entry;
            onChange(next === undefined ? rest : { ...rest, title: next as { zh: string; en: string } });
          }}
        />
        {entry.type === "text" ? null : (
          <div className="field">
            <label className="field-label" htmlFor="properties-indicators">
              {t("builder.dashboard.indicators")}
            </label>
            <Select
              id="properties-indicators"
              mode="multiple"
              disabled={readOnly}
              value={over}
              placeholder={t("builder.dashboard.allIndicators")}
              options={names.map((name) => ({ value: name, label: label(name) }))}
              onChange={choose}
            />
          </div>
        )}
        {Object.entries(schema.properties ?? {}).map(([name, about]) => {
          const node = resolved(about, form.root);
          return (
            <Field
              key={name}
              node={node}
              path={`${place}.settings.${name}`}
              pattern={`$.layout[*].settings.${name}`}
              value={settings[name]}
              label={titleOf(node, lang) || name}
              required={schema.required?.includes(name) ?? false}
              onChange={(next) => set(name, next)}
            />
          );
        })}
        {readOnly ? null : (
          <Button danger icon={<DeleteOutlined aria-hidden />} onClick={onRemove}>
            {t("builder.dashboard.remove")}
          </Button>
        )}
      </section>
    </FormProvider>
  );
}
