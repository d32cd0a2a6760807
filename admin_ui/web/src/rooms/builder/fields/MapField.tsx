import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Select } from "antd";
import { useState } from "react";
import { useWords } from "../../../i18n/words";
import { isObject, type Json } from "../logic/path";
import { blank, type Node, resolved } from "../logic/schema";
import { Control, useValueWords } from "./Field";
import { type FieldProps, idOf, useForm } from "./form";
import "./MapField.css";
import { useOptions } from "./ReferenceField";

/** Name → value pairs; the order is that of their making. */
export function MapField({ node, path, pattern, value, onChange, label }: FieldProps) {
  const { root, readOnly, issues } = useForm();
  const { t, words } = useWords();
  const pairs = Object.entries(isObject(value) ? value : {});
  const item = resolved(node.additionalProperties as Node, root);
  const [name, setName] = useState("");
  const set = (next: [string, Json][]) => onChange(Object.fromEntries(next));
  const rename = (old: string, next: string) => {
    if (next && next !== old && !pairs.some(([key]) => key === next)) set(pairs.map(([key, one]) => [key === old ? next : key, one]));
  };
  const add = (key: string) => {
    if (!key || pairs.some(([one]) => one === key)) return;
    set([...pairs, [key, blank(item, root)]]);
    setName("");
  };
  const full = pairs.length >= ((node as { maxProperties?: number }).maxProperties ?? Number.POSITIVE_INFINITY);
  return (
    <div className="mapfield">
      {pairs.map(([key, one], i) => (
        <div className="mapfield-row" key={i} data-path={`${path}.${key}`}>
          <KeyName name={key} pattern={pattern} label={t("builder.map.name", { label, place: i + 1 })} readOnly={readOnly} onRename={(next) => rename(key, next)} />
          <Control node={item} path={`${path}.${key}`} pattern={`${pattern}.*`} value={one} label={`${label} ${key}`} onChange={(next) => set(pairs.map(([k, old]) => [k, k === key ? (next ?? "") : old]))} />
          {readOnly ? null : <Button type="text" icon={<DeleteOutlined aria-hidden />} aria-label={t("builder.list.remove", { label: key })} onClick={() => set(pairs.filter(([k]) => k !== key))} />}
          {(issues.get(`${path}.${key}`) ?? []).map((issue, k) => (
            <p key={k} className={`field-issue field-issue-${issue.level} mapfield-wide`}>
              {words(issue.message)} {issue.hint ? words(issue.hint) : null} <code>{issue.code}</code>
            </p>
          ))}
        </div>
      ))}
      {readOnly || full ? null : (
        <div className="mapfield-add">
          <Input id={idOf(path)} aria-label={t("builder.map.new", { label })} placeholder={t("builder.free.name")} value={name} onChange={({ target }) => setName(target.value)} onPressEnter={() => add(name.trim())} />
          <Button icon={<PlusOutlined aria-hidden />} disabled={!name.trim()} onClick={() => add(name.trim())}>
            {t("builder.list.add")}
          </Button>
        </div>
      )}
    </div>
  );
}

function KeyName({ name, pattern, label, readOnly, onRename }: { name: string; pattern: string; label: string; readOnly: boolean; onRename: (next: string) => void }) {
  const { ui } = useForm();
  const refs = ui.refs?.[`${pattern}.*~`];
  const worded = useValueWords(`${pattern}.*~`);
  if (refs) return <KeyChoice name={name} refs={refs} label={label} readOnly={readOnly} onRename={onRename} />;
  const shown = ui.words?.[`${pattern}.*~`]?.[name] ? worded(name) : null;
  if (shown) return <span className="mapfield-word">{shown}</span>;
  return <Input key={name} aria-label={label} defaultValue={name} readOnly={readOnly} onBlur={({ target }) => onRename(target.value.trim())} onPressEnter={({ currentTarget }) => currentTarget.blur()} />;
}

function KeyChoice({ name, refs, label, readOnly, onRename }: { name: string; refs: string; label: string; readOnly: boolean; onRename: (next: string) => void }) {
  const { words } = useWords();
  const options = useOptions(refs).map((one) => ({ value: one.name, label: words(one.title) || one.name }));
  if (!options.some(({ value }) => value === name)) options.unshift({ value: name, label: name });
  return <Select aria-label={label} disabled={readOnly} showSearch={{ optionFilterProp: "label" }} value={name} options={options} onChange={onRename} />;
}
