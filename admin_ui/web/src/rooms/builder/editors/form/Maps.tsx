import { DeleteOutlined, PlusOutlined, ThunderboltOutlined } from "@ant-design/icons";
import { Button, Select, Switch } from "antd";
import { useMemo, useState } from "react";
import { Link } from "react-router";
import { useWords } from "../../../../i18n/words";
import { Loading } from "../../../../parts/Loading";
import { useDraft } from "../../changes";
import { FormulaField } from "../../fields/FormulaField";
import { type Form, FormProvider, issuesByPlace } from "../../fields/form";
import { isObject, type Json, within } from "../../logic/path";
import { withPart } from "./duties";
import { type Entry, rowsOf } from "./fields";
import { IssueLines } from "./IssueLines";
import { type Column, columnsOf, fitting, matched } from "./maps";
import { type Part, useNamed } from "./shared";
import "../rule/NameChips.css";

const NODE = { shared: "formula", type: "string" };

/** Where the answers go: the columns of a dataset on the left, what fills each of them on the right. */
export function Maps({ change, form, kind, issues, readOnly, types, names, onChange }: Part) {
  const { t, words, lang } = useWords();
  const [wanted, setWanted] = useState<string | null>(null);
  const datasets = useNamed(change, "dataset");
  const maps = Array.isArray(form.maps) ? form.maps.filter(isObject) : [];
  const set = (next: Entry[]) => onChange(withPart(form, "maps", next.length ? next : undefined));
  const given = useMemo<Form>(() => ({ kind: "form", change, root: kind.schema, ui: kind.ui, lang, readOnly, whole: form, issues: issuesByPlace(issues), ...(names ? { names } : {}) }), [change, kind, lang, readOnly, form, issues, names]);
  const free = datasets.filter(({ value }) => !maps.some(({ dataset }) => dataset === value));
  return (
    <FormProvider value={given}>
      <section className="formpart" data-path="$.maps" aria-labelledby="form-maps">
        <h3 id="form-maps">{t("builder.form.map.title")}</h3>
        <p className="soft">{t(maps.length ? "builder.form.map.lead" : "builder.form.map.none")}</p>
        {maps.map((map, at) => (
          <OneMap
            key={at}
            at={at}
            map={map}
            change={change}
            form={form}
            types={types}
            readOnly={readOnly}
            issues={issues.filter(({ path }) => within(path, `$.maps[${at}]`))}
            title={words(datasets.find(({ value }) => value === map.dataset)?.title) || String(map.dataset)}
            begun={wanted === map.dataset}
            onChange={(next) => set(maps.map((one, i) => (i === at ? next : one)))}
            onRemove={() => set(maps.filter((_, i) => i !== at))}
          />
        ))}
        {readOnly ? null : free.length ? (
          <Select
            className="formmap-add"
            aria-label={t("builder.form.map.add")}
            placeholder={
              <>
                <PlusOutlined aria-hidden /> {t("builder.form.map.add")}
              </>
            }
            value={null}
            options={free.map(({ value, title }) => ({ value, label: words(title) || value }))}
            onChange={(name: string | null) => {
              if (!name) return;
              setWanted(name);
              set([...maps, { dataset: name, columns: {} }]);
            }}
          />
        ) : (
          <p className="small">
            <Link to="/builder?kind=dataset">{t("builder.form.map.noDataset")}</Link>
          </p>
        )}
      </section>
    </FormProvider>
  );
}

interface One {
  at: number;
  map: Entry;
  change: string;
  form: Entry;
  types: Part["types"];
  readOnly: boolean;
  issues: Part["issues"];
  title: string;
  begun: boolean;
  onChange: (map: Entry) => void;
  onRemove: () => void;
}

function OneMap({ at, map, change, form, types, readOnly, issues, title, begun, onChange, onRemove }: One) {
  const { t, words } = useWords();
  const path = `$.maps[${at}]`;
  const { data, isPending } = useDraft(change, "dataset", String(map.dataset ?? ""));
  const columns = columnsOf(data?.value);
  const now = isObject(map.columns) ? map.columns : {};
  const missing = isObject(map.on_missing) && isObject(map.on_missing.columns) ? map.on_missing.columns : null;
  const repeats = rowsOf(form).filter(({ entry }) => types.find(({ name }) => name === entry.type)?.many);
  // Columns that a new map can fill by itself are filled at once, and shown as such.
  const [filled, setFilled] = useState(!begun);
  if (!filled && columns.length && !readOnly) {
    setFilled(true);
    const made = matched(columns, now, form, types);
    if (Object.keys(made).length) setTimeout(() => onChange({ ...map, columns: made }), 0);
  }
  const put = (name: string, next: Json | undefined) => onChange({ ...map, columns: withPart(now, name, next) });
  const unknown = Object.keys(now).filter((name) => columns.length > 0 && !columns.some((one) => one.name === name));
  return (
    <div className="formmap" data-path={path}>
      <div className="formmap-head">
        <h4>
          {title} <code>{String(map.dataset)}</code>
        </h4>
        {readOnly ? null : (
          <>
            <Button size="small" icon={<ThunderboltOutlined aria-hidden />} onClick={() => onChange({ ...map, columns: { ...matched(columns, now, form, types) } })}>
              {t("builder.form.map.match")}
            </Button>
            <Button type="text" size="small" icon={<DeleteOutlined aria-hidden />} aria-label={t("builder.list.remove", { label: title })} onClick={onRemove} />
          </>
        )}
      </div>
      {isPending ? <Loading lines={3} /> : null}
      {repeats.length ? (
        <div className="formmap-each" data-path={`${path}.each`}>
          <label htmlFor={`each-${at}`}>{t("builder.form.map.each")}</label>
          <Select
            id={`each-${at}`}
            disabled={readOnly}
            popupMatchSelectWidth={false}
            value={typeof map.each === "string" ? map.each : ""}
            options={[{ value: "", label: t("builder.form.map.whole") }, ...repeats.map(({ entry }) => ({ value: String(entry.name), label: t("builder.form.map.eachOf", { title: words(entry.title as { zh: string; en: string }) || String(entry.name) }) }))]}
            onChange={(next: string) => onChange(withPart(map, "each", next || undefined))}
          />
        </div>
      ) : null}
      {columns.length ? <Pairs path={`${path}.columns`} pattern="$.maps[*].columns.*" columns={columns} now={now} form={form} types={types} issues={issues} readOnly={readOnly} onPut={put} /> : null}
      {unknown.map((name) => (
        <p key={name} className="field-issue" data-path={`${path}.columns.${name}`}>
          {t("builder.form.map.unknown", { name })}{" "}
          {readOnly ? null : (
            <Button size="small" onClick={() => put(name, undefined)}>
              {t("builder.list.remove", { label: name })}
            </Button>
          )}
        </p>
      ))}
      <div className="field" data-path={`${path}.when`}>
        <span className="field-label">{t("builder.form.map.when")}</span>
        <p className="field-help">{t("builder.form.map.whenHelp")}</p>
        <FormulaField node={NODE} path={`${path}.when`} pattern="$.maps[*].when" value={map.when} label={t("builder.form.map.when")} onChange={(next) => onChange(withPart(map, "when", next))} />
      </div>
      <div className="field" data-path={`${path}.on_missing`}>
        <label className="formmap-missing">
          <Switch
            checked={missing !== null}
            disabled={readOnly}
            aria-label={t("builder.form.map.missing")}
            onChange={(on) => {
              const keys = Object.fromEntries(columns.filter(({ type }) => type === "unit" || type === "day").map(({ name, type }) => [name, type]));
              onChange(withPart(map, "on_missing", on ? { columns: keys } : undefined));
            }}
          />
          {t("builder.form.map.missing")}
        </label>
        <p className="field-help">{t("builder.form.map.missingHelp")}</p>
        {missing ? <Pairs path={`${path}.on_missing.columns`} pattern="$.maps[*].on_missing.columns.*" columns={columns} now={missing} form={{}} types={types} issues={issues} readOnly={readOnly} onPut={(name, next) => onChange({ ...map, on_missing: { columns: withPart(missing, name, next) } })} /> : null}
      </div>
      <IssueLines issues={issues.filter((issue) => !columns.some(({ name }) => within(issue.path, `${path}.columns.${name}`) || within(issue.path, `${path}.on_missing.columns.${name}`)))} />
    </div>
  );
}

interface Paired {
  path: string;
  pattern: string;
  columns: readonly Column[];
  now: Entry;
  form: Entry;
  types: Part["types"];
  issues: Part["issues"];
  readOnly: boolean;
  onPut: (name: string, next: Json | undefined) => void;
}

function Pairs({ path, pattern, columns, now, form, types, issues, readOnly, onPut }: Paired) {
  const { t, words, named } = useWords();
  return (
    <ul className="formmap-columns">
      {columns.map((column) => {
        const own = `${path}.${column.name}`;
        const here = issues.filter((issue) => within(issue.path, own));
        const fits = fitting(column, form, types);
        const written = now[column.name] !== undefined;
        return (
          <li key={column.name} className={written || !column.required ? "formmap-column" : "formmap-column formmap-open"} data-path={own}>
            <span className="formmap-name">
              <span>{words(column.title)}</span>
              <span className="soft small">
                {named("builder.form.column", column.type)}
                {column.key ? ` · ${t("builder.form.map.key")}` : column.required ? ` · ${t("builder.field.required")}` : ""}
              </span>
            </span>
            <div className="formmap-formula">
              <FormulaField node={NODE} path={own} pattern={pattern} value={now[column.name]} label={`${words(column.title)}`} onChange={(next) => onPut(column.name, next)} />
              {!written && !readOnly && fits.length ? (
                <div className="formmap-offers">
                  <span className="soft small">{t("builder.form.map.fits")}</span>
                  {fits.slice(0, 5).map((entry) => (
                    <button key={String(entry.name)} type="button" className="namechips-chip" onClick={() => onPut(column.name, String(entry.name))}>
                      {words(entry.title as { zh: string; en: string }) || String(entry.name)}
                    </button>
                  ))}
                </div>
              ) : null}
              <IssueLines issues={here} />
            </div>
          </li>
        );
      })}
    </ul>
  );
}
