import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined, SnippetsOutlined } from "@ant-design/icons";
import { Button, Input, Modal } from "antd";
import { useState } from "react";
import { useWords } from "../../../../i18n/words";
import { ObjectField } from "../../fields/ObjectField";
import { type FieldProps, idOf, useForm } from "../../fields/form";
import { isObject, type Json, within } from "../../logic/path";
import { nameFrom } from "../../logic/names";
import { resolved } from "../../logic/schema";
import { readChoices } from "./choices";

type Entry = { [key: string]: Json };

/** Choices (or rows, columns, levels): their words in a row each, whole lists pasted in; what else an entry may have is folded below it. */
export function NamedList({ node, path, pattern, value, onChange, label }: FieldProps) {
  const { root, readOnly, issues } = useForm();
  const { t, words } = useWords();
  const [pasting, setPasting] = useState(false);
  const [text, setText] = useState("");
  const list = (Array.isArray(value) ? value : []).filter(isObject);
  const item = resolved(node.items ?? {}, root);
  const { name: _, title: __, ...more } = item.properties ?? {};
  const rest = { ...item, properties: more, required: (item.required ?? []).filter((one) => one in more) };
  const set = (at: number, entry: Entry) => onChange(list.map((one, i) => (i === at ? entry : one)));
  const titleOf = (entry: Entry): { zh: string; en: string } => {
    const title = isObject(entry.title) ? entry.title : {};
    return { zh: String(title.zh ?? ""), en: String(title.en ?? "") };
  };
  const move = (from: number, to: number) => {
    const next = [...list];
    next.splice(to, 0, ...next.splice(from, 1));
    onChange(next);
  };
  const add = () => {
    const name = nameFrom({ zh: "", en: "" }, "choice", new Set(list.map((one) => String(one.name))));
    onChange([...list, { name, title: { zh: "", en: "" } }]);
    setTimeout(() => document.getElementById(`${idOf(path)}-${list.length}`)?.focus(), 30);
  };
  const found = pasting ? readChoices(text, list) : [];
  return (
    <div className="namedlist" role="group" aria-label={label}>
      {list.map((entry, i) => {
        const title = titleOf(entry);
        const own = `${path}[${i}]`;
        const about = t("builder.list.entry", { label, place: i + 1 });
        const here = [...issues].filter(([place]) => within(place, own)).flatMap(([, all]) => all);
        return (
          <div key={i} className="namedlist-entry" data-path={own}>
            <div className="namedlist-row">
              <Input id={`${idOf(path)}-${i}`} readOnly={readOnly} value={title.zh} placeholder={t("builder.field.zh")} aria-label={`${about} ${t("builder.field.zh")}`} onChange={({ target }) => set(i, { ...entry, title: { ...title, zh: target.value, ...(title.en === title.zh ? { en: target.value } : {}) } })} />
              <Input readOnly={readOnly} value={title.en} placeholder={t("builder.field.en")} aria-label={`${about} ${t("builder.field.en")}`} onChange={({ target }) => set(i, { ...entry, title: { ...title, en: target.value } })} />
              <Input className="namedlist-name" readOnly={readOnly} value={String(entry.name ?? "")} aria-label={`${about} ${t("builder.new.name")}`} onChange={({ target }) => set(i, { ...entry, name: target.value.trim() })} />
              {readOnly ? null : (
                <span className="listfield-buttons">
                  <Button type="text" size="small" icon={<ArrowUpOutlined aria-hidden />} disabled={i === 0} aria-label={t("builder.list.up", { label: about })} onClick={() => move(i, i - 1)} />
                  <Button type="text" size="small" icon={<ArrowDownOutlined aria-hidden />} disabled={i === list.length - 1} aria-label={t("builder.list.down", { label: about })} onClick={() => move(i, i + 1)} />
                  <Button type="text" size="small" icon={<DeleteOutlined aria-hidden />} aria-label={t("builder.list.remove", { label: about })} onClick={() => onChange(list.filter((_, k) => k !== i))} />
                </span>
              )}
            </div>
            {Object.keys(more).length ? (
              <details open={Object.keys(more).some((key) => entry[key] !== undefined)}>
                <summary className="soft small">{t("builder.form.choices.more")}</summary>
                <ObjectField node={{ ...rest, additionalProperties: false }} path={own} pattern={`${pattern}[*]`} value={entry} label={about} onChange={(next) => isObject(next) && set(i, next)} />
              </details>
            ) : null}
            {here.map((issue, k) => (
              <p key={k} className={`field-issue field-issue-${issue.level}`}>
                {words(issue.message)} <code>{issue.code}</code>
              </p>
            ))}
          </div>
        );
      })}
      {readOnly ? null : (
        <div className="namedlist-add">
          <Button id={idOf(path)} icon={<PlusOutlined aria-hidden />} onClick={add} aria-label={t("builder.list.addTo", { label })}>
            {t("builder.list.add")}
          </Button>
          <Button icon={<SnippetsOutlined aria-hidden />} onClick={() => setPasting(true)}>
            {t("builder.form.choices.paste")}
          </Button>
        </div>
      )}
      <Modal
        open={pasting}
        title={t("builder.form.choices.paste")}
        okText={t("builder.form.choices.take", { count: found.length })}
        okButtonProps={{ disabled: found.length === 0 }}
        cancelText={t("builder.cancel")}
        onOk={() => {
          onChange([...list.filter((one) => titleOf(one).zh || titleOf(one).en), ...found]);
          setPasting(false);
          setText("");
        }}
        onCancel={() => setPasting(false)}
      >
        <p className="soft">{t("builder.form.choices.how")}</p>
        <Input.TextArea autoFocus aria-label={t("builder.form.choices.paste")} autoSize={{ minRows: 6, maxRows: 14 }} value={text} onChange={({ target }) => setText(target.value)} />
      </Modal>
    </div>
  );
}
