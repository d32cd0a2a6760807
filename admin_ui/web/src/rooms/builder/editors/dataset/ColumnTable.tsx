import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined, TableOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input, InputNumber, Select } from "antd";
import { useEffect, useRef, useState } from "react";
import type { Issue, Text } from "../../../../api/types";
import { useWords } from "../../../../i18n/words";
import { type ColumnRow, freshName, renamed, TYPES, withKey, without } from "../../logic/columns";
import { type Json, within } from "../../logic/path";
import { toFill } from "../../logic/tofill";
import "./ColumnTable.css";

interface Table {
  /** The definition as it is being typed. */
  whole: Json;
  columns: readonly ColumnRow[];
  columnKey: readonly string[];
  /** Names of the columns that serve: under a new name they keep their data. */
  serving: ReadonlySet<string>;
  types: Record<string, Text>;
  issues: readonly Issue[];
  readOnly: boolean;
  onSample: () => void;
  onChange: (next: { columns: ColumnRow[]; key: string[] }) => void;
}

const NUMERIC = new Set(["integer", "money", "number"]);

/** The columns of a dataset, one in a row: name, titles, type, whether it must be there and tells rows apart. */
export function ColumnTable({ whole, columns, columnKey, serving, types, issues, readOnly, onSample, onChange }: Table) {
  const { t, words } = useWords();
  const body = useRef<HTMLOListElement>(null);
  const set = (next: ColumnRow[], key: readonly string[] = columnKey) => onChange({ columns: next, key: [...key] });
  const put = (at: number, change: (column: ColumnRow) => ColumnRow) => set(columns.map((one, i) => (i === at ? change(one) : one)));
  const move = (from: number, to: number) => {
    const next = [...columns];
    next.splice(to, 0, ...next.splice(from, 1));
    set(next);
  };
  const add = () => {
    set([...columns, { name: freshName(columns), title: { zh: "", en: "" }, type: "text", required: false }]);
    requestAnimationFrame(() => body.current?.querySelector<HTMLElement>(":scope > li:last-child input")?.focus());
  };
  const options = TYPES.map((type) => ({ value: type, label: words(types[type]) || type }));
  return (
    <>
      <div className="columntable-heads" aria-hidden hidden={!columns.length}>
        <span>{t("builder.dataset.name")}</span>
        <span>{t("builder.field.zh")}</span>
        <span>{t("builder.field.en")}</span>
        <span>{t("builder.dataset.type")}</span>
        <span>{t("builder.dataset.required")}</span>
        <span>{t("builder.dataset.key")}</span>
      </div>
      <ol className="columntable" ref={body}>
        {columns.map((column, i) => {
          const place = `$.columns[${i}]`;
          const label = (of: string) => t("builder.dataset.ofColumn", { of, column: words(column.title) || column.name || String(i + 1) });
          const here = issues.filter(({ path }) => within(path, place));
          const inKey = columnKey.includes(column.name);
          return (
            <li key={i} data-path={place} className={here.some((issue) => !toFill(issue, whole)) ? "columntable-bad" : undefined}>
              <div className="columntable-row">
                <NameInput label={label(t("builder.dataset.name"))} value={column.name} readOnly={readOnly} onChange={(name) => onChange(renamed(columns, columnKey, i, name, serving))} />
                <Input aria-label={label(t("builder.field.zh"))} lang="zh" readOnly={readOnly} placeholder={t("builder.dataset.titleHint")} value={column.title.zh} onChange={({ target }) => put(i, (one) => ({ ...one, title: { ...one.title, zh: target.value } }))} />
                <Input aria-label={label(t("builder.field.en"))} lang="en" readOnly={readOnly} placeholder="Title" value={column.title.en} onChange={({ target }) => put(i, (one) => ({ ...one, title: { ...one.title, en: target.value } }))} />
                <Select aria-label={label(t("builder.dataset.type"))} disabled={readOnly} value={column.type} options={options} popupMatchSelectWidth={false} onChange={(type: string) => put(i, (one) => fitting({ ...one, type }))} />
                <Checkbox disabled={readOnly || inKey} checked={column.required !== false} aria-label={label(t("builder.dataset.required"))} onChange={({ target }) => put(i, (one) => (target.checked ? without(one, "required") : { ...one, required: false }))}>
                  <span className="columntable-word">{t("builder.dataset.required")}</span>
                </Checkbox>
                <Checkbox
                  disabled={readOnly}
                  checked={inKey}
                  aria-label={label(t("builder.dataset.key"))}
                  onChange={({ target }) => {
                    const next = withKey(columnKey, columns, column.name, target.checked);
                    set(next.columns, next.key);
                  }}
                >
                  <span className="columntable-word">{t("builder.dataset.key")}</span>
                </Checkbox>
                {readOnly ? (
                  <span />
                ) : (
                  <span className="columntable-buttons">
                    <Button type="text" size="small" icon={<ArrowUpOutlined aria-hidden />} disabled={i === 0} aria-label={t("builder.list.up", { label: label("") })} onClick={() => move(i, i - 1)} />
                    <Button type="text" size="small" icon={<ArrowDownOutlined aria-hidden />} disabled={i === columns.length - 1} aria-label={t("builder.list.down", { label: label("") })} onClick={() => move(i, i + 1)} />
                    <Button type="text" size="small" icon={<DeleteOutlined aria-hidden />} aria-label={t("builder.list.remove", { label: label("") })} onClick={() => set(columns.filter((_, k) => k !== i), columnKey.filter((name) => name !== column.name))} />
                  </span>
                )}
              </div>
              <Bounds column={column} readOnly={readOnly} label={label} onChange={(next) => put(i, () => next)} />
              {column.aliases?.length ? <p className="columntable-note">{t("builder.dataset.formerly", { names: column.aliases.join(", ") })}</p> : null}
              {here.some((issue) => toFill(issue, whole)) ? <p className="field-tofill">{t("builder.field.toFill")}</p> : null}
              {here.filter((issue) => !toFill(issue, whole)).map((issue, k) => (
                <p key={k} className="field-issue">
                  {words(issue.message)}
                  {issue.hint ? <span> {words(issue.hint)}</span> : null}
                  <code>{issue.code}</code>
                </p>
              ))}
            </li>
          );
        })}
      </ol>
      {issues
        .filter((issue) => (issue.path === "$.columns" || within(issue.path, "$.key")) && !toFill(issue, whole))
        .map((issue, k) => (
          <p key={k} className="field-issue" data-path={issue.path}>
            {words(issue.message)}
            {issue.hint ? <span> {words(issue.hint)}</span> : null}
            <code>{issue.code}</code>
          </p>
        ))}
      <p className="columntable-key" hidden={!columns.length}>
        <span className="soft">{t("builder.dataset.keyIs")}</span> {columnKey.map((name) => words(columns.find((one) => one.name === name)?.title) || name).join(" + ") || "—"}
      </p>
      {readOnly ? null : (
        <div className="columntable-more">
          {columns.length ? null : (
            <Button type="primary" icon={<TableOutlined aria-hidden />} onClick={onSample}>
              {t("builder.dataset.fromSample")}
            </Button>
          )}
          <Button icon={<PlusOutlined aria-hidden />} onClick={add}>
            {t("builder.dataset.add")}
          </Button>
        </div>
      )}
    </>
  );
}

/** A name takes effect when it is finished: formulas and the key follow it. */
function NameInput({ label, value, readOnly, onChange }: { label: string; value: string; readOnly: boolean; onChange: (name: string) => void }) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const done = () => typed !== value && onChange(typed);
  return <Input className="columntable-name" aria-label={label} readOnly={readOnly} spellCheck={false} value={typed} onChange={({ target }) => setTyped(target.value.toLowerCase().replace(/[^a-z0-9_]/g, "_"))} onBlur={done} onPressEnter={done} />;
}

/** What the values may be: the longest text, the least and the greatest number. */
function Bounds({ column, readOnly, label, onChange }: { column: ColumnRow; readOnly: boolean; label: (of: string) => string; onChange: (column: ColumnRow) => void }) {
  const { t } = useWords();
  const names = column.type === "text" ? (["max_length"] as const) : NUMERIC.has(column.type) ? (["min", "max"] as const) : [];
  if (!names.length) return null;
  const words = { max_length: t("builder.dataset.longest"), min: t("builder.dataset.least"), max: t("builder.dataset.most") };
  return (
    <div className="columntable-bounds">
      {names.map((name) => {
        const now = column[name];
        return <InputNumber<number> key={name} size="small" readOnly={readOnly} aria-label={label(words[name])} prefix={words[name]} value={typeof now === "number" ? now : null} onChange={(next) => onChange(next === null ? without(column, name) : { ...column, [name]: next })} />;
      })}
    </div>
  );
}

/** Without the bounds that the new type does not have. */
function fitting(column: ColumnRow): ColumnRow {
  let next = column;
  if (column.type !== "text") next = without(next, "max_length");
  if (!NUMERIC.has(column.type)) next = without(without(next, "min"), "max");
  return next;
}
