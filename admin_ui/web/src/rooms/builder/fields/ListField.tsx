import { ArrowDownOutlined, ArrowUpOutlined, CopyOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Select } from "antd";
import { type KeyboardEvent, useRef } from "react";
import { useWords } from "../../../i18n/words";
import { useDefinitions } from "../changes";
import { isObject, type Json, within } from "../logic/path";
import { summary } from "../logic/refs";
import { blank, resolved, shapeOf } from "../logic/schema";
import { toFill } from "../logic/tofill";
import { Control, useValueWords } from "./Field";
import { type FieldProps, idOf, useForm } from "./form";
import "./ListField.css";
import { useOptions } from "./ReferenceField";

/** Longer lists begin folded. */
const SHORT = 4;

/** Entries in order: added, taken out, moved by button or by Alt + arrow. */
export function ListField(props: FieldProps) {
  const { root, ui } = useForm();
  const item = resolved(props.node.items ?? {}, root);
  if (item.enum && !ui.refs?.[`${props.pattern}[*]`]) return <Checks {...props} />;
  return <Entries {...props} />;
}

function Entries({ node, path, pattern, value, onChange, label }: FieldProps) {
  const { root, ui, readOnly } = useForm();
  const { t } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const list = Array.isArray(value) ? value : [];
  const item = resolved(node.items ?? {}, root);
  const refs = ui.refs?.[`${pattern}[*]`];
  const deep = !refs && ["object", "branches", "map", "list", "text"].includes(shapeOf(item));
  const full = list.length >= (node.maxItems ?? Number.POSITIVE_INFINITY);
  const set = (next: Json[]) => onChange(next);
  const focus = (place: number) => requestAnimationFrame(() => box.current?.querySelectorAll<HTMLElement>(":scope > ol > li")[place]?.querySelector<HTMLElement>("summary, input, textarea, button")?.focus());
  const move = (from: number, to: number) => {
    if (to < 0 || to >= list.length) return;
    const next = [...list];
    next.splice(to, 0, ...next.splice(from, 1));
    set(next);
    focus(to);
  };
  const keys = (event: KeyboardEvent, i: number) => {
    if (!event.altKey || readOnly || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    event.stopPropagation();
    move(i, i + (event.key === "ArrowUp" ? -1 : 1));
  };
  const add = () => {
    set([...list, blank(item, root)]);
    focus(list.length);
  };
  return (
    <div className="listfield" ref={box}>
      <ol>
        {list.map((one, i) => {
          const own = { node: item, path: `${path}[${i}]`, pattern: `${pattern}[*]`, value: one, label: t("builder.list.entry", { label, place: i + 1 }) };
          const buttons = readOnly ? null : (
            <span className="listfield-buttons">
              <Button type="text" size="small" icon={<ArrowUpOutlined aria-hidden />} disabled={i === 0} aria-label={t("builder.list.up", { label: own.label })} onClick={() => move(i, i - 1)} />
              <Button type="text" size="small" icon={<ArrowDownOutlined aria-hidden />} disabled={i === list.length - 1} aria-label={t("builder.list.down", { label: own.label })} onClick={() => move(i, i + 1)} />
              {deep && !full ? (
                <Button
                  type="text"
                  size="small"
                  icon={<CopyOutlined aria-hidden />}
                  aria-label={t("builder.list.copy", { label: own.label })}
                  onClick={() => {
                    set([...list.slice(0, i + 1), one, ...list.slice(i + 1)]);
                    focus(i + 1);
                  }}
                />
              ) : null}
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined aria-hidden />}
                aria-label={t("builder.list.remove", { label: own.label })}
                onClick={() => {
                  set(list.filter((_, k) => k !== i));
                  focus(Math.max(0, i - 1));
                }}
              />
            </span>
          );
          const control = <Control {...own} onChange={(next) => set(next === undefined && deep ? list.filter((_, k) => k !== i) : list.map((old, k) => (k === i ? (next ?? "") : old)))} />;
          return (
            <li key={i} data-path={own.path} onKeyDown={(event) => keys(event, i)}>
              {deep ? (
                <Folded {...own} open={list.length <= SHORT} buttons={buttons}>
                  {control}
                </Folded>
              ) : (
                <div className="listfield-row">
                  {control}
                  {buttons}
                </div>
              )}
              <Complaints path={own.path} />
            </li>
          );
        })}
      </ol>
      {readOnly ? (
        list.length ? null : <p className="soft">{t("builder.list.none")}</p>
      ) : refs ? null : (
        <Button id={idOf(path)} icon={<PlusOutlined aria-hidden />} disabled={full} onClick={add} aria-label={t("builder.list.addTo", { label })}>
          {t("builder.list.add")}
        </Button>
      )}
      {refs && !readOnly && !full ? <AddNames id={idOf(path)} refs={refs} label={label} list={list} onAdd={(names) => set([...list.filter((one) => one !== ""), ...names])} onBlank={add} /> : null}
    </div>
  );
}

/** Names are put in by choice, one or all; where nothing can be chosen, an entry to be typed. */
function AddNames({ id, refs, label, list, onAdd, onBlank }: { id: string; refs: string; label: string; list: Json[]; onAdd: (names: string[]) => void; onBlank: () => void }) {
  const { t, words } = useWords();
  const options = useOptions(refs).filter(({ name }) => !list.includes(name));
  if (!options.length)
    return list.length ? null : (
      <Button id={id} icon={<PlusOutlined aria-hidden />} onClick={onBlank} aria-label={t("builder.list.addTo", { label })}>
        {t("builder.list.add")}
      </Button>
    );
  const all = options.length > 1 ? [{ value: "*", label: t("builder.list.all", { count: options.length }), search: "*" }] : [];
  return (
    <Select
      id={id}
      className="listfield-several"
      showSearch={{ optionFilterProp: "search" }}
      value={null}
      aria-label={t("builder.list.several", { label })}
      placeholder={t("builder.list.pick")}
      options={[...all, ...options.map(({ name, title }) => ({ value: name, label: words(title) || name, search: `${words(title)} ${name}` }))]}
      onChange={(name: string | null) => name && onAdd(name === "*" ? options.map((one) => one.name) : [name])}
    />
  );
}

/** The words of an entry: names as the titles of what they mean, fixed words as ui.json has them. */
function useSummary(pattern: string): (value: Json) => string {
  const { ui, change } = useForm();
  const { words } = useWords();
  const { data } = useDefinitions(change);
  const say = (name: string, value: Json): string | null => {
    const place = `${pattern}.${name}`;
    const told = ui.words?.[place]?.[String(value)];
    if (told) return words(told);
    const kinds = ui.refs?.[place]?.split("|") ?? [];
    const meant = data?.find((one) => one.name === value && kinds.includes(one.kind));
    return meant ? words(meant.title) : ui.widgets?.[place] === "percent" && typeof value === "number" ? `${Number((value * 100).toPrecision(12))} %` : null;
  };
  return (value) => summary(value, words, say);
}

function Folded({ value, label, path, pattern, open, buttons, children }: { value: Json; label: string; path: string; pattern: string; open: boolean; buttons: React.ReactNode; children: React.ReactNode }) {
  const { issues, lang, whole } = useForm();
  const { t } = useWords();
  const here = [...issues].filter(([place]) => within(place, path)).flatMap(([, found]) => found);
  const bad = here.filter((issue) => !toFill(issue, whole)).length;
  const about = useSummary(pattern)(value);
  return (
    <div className="listfield-entry">
      <details open={open || (isObject(value) && Object.keys(value).length === 0)}>
      <summary aria-label={`${label} ${about}`} lang={lang}>
        <span className="listfield-about">{about || label}</span>
        {isObject(value) && typeof value.name === "string" && value.name !== about ? <code>{value.name}</code> : null}
        {bad ? <span className="listfield-bad">{t("builder.issues.count", { count: bad })}</span> : here.length ? <span className="field-tofill">{t("builder.field.toFill")}</span> : null}
      </summary>
      <div className="listfield-body">{children}</div>
    </details>
    {buttons}
    </div>
  );
}

/** What is wrong with an entry as a whole; its fields tell their own. */
function Complaints({ path }: { path: string }) {
  const { issues } = useForm();
  const { words } = useWords();
  return (
    <>
      {(issues.get(path) ?? []).map((issue, i) => (
        <p key={i} className={`field-issue field-issue-${issue.level}`}>
          {words(issue.message)} {issue.hint ? words(issue.hint) : null} <code>{issue.code}</code>
        </p>
      ))}
    </>
  );
}

/** A choice of several of a few fixed words, in the schema's order. */
function Checks({ node, pattern, value, onChange, label }: FieldProps) {
  const { root, readOnly } = useForm();
  const item = resolved(node.items ?? {}, root);
  const worded = useValueWords(`${pattern}[*]`);
  const all = (item.enum ?? []) as string[];
  const chosen = Array.isArray(value) ? (value as string[]) : [];
  return (
    <div role="group" aria-label={label}>
      <Checkbox.Group disabled={readOnly} value={chosen} options={all.map((one) => ({ value: one, label: worded(one) }))} onChange={(next) => onChange(all.filter((one) => next.includes(one)))} />
    </div>
  );
}
