import { ArrowDownOutlined, ArrowLeftOutlined, ArrowRightOutlined, ArrowUpOutlined, CloseOutlined, CopyOutlined, DeleteOutlined } from "@ant-design/icons";
import { Button, Input, Tooltip } from "antd";
import { useEffect, useMemo, useState } from "react";
import type { Issue } from "../../../../api/types";
import { useWords } from "../../../../i18n/words";
import { type Form, FormProvider, idOf, issuesByPlace } from "../../fields/form";
import type { FormulaName } from "../../logic/formula";
import { isName, nameFrom } from "../../logic/names";
import { isObject, type Json } from "../../logic/path";
import { resolved, titleOf, type Ui } from "../../logic/schema";
import { type Entry, type FieldType, namesIn, pathTo, type Place, removed } from "./fields";
import { OptionControl } from "./OptionControl";
import { RequiredControl } from "./RequiredControl";

interface Shown {
  place: Place;
  entry: Entry;
  type: FieldType | undefined;
  change: string;
  value: Entry;
  ui: Ui;
  names: readonly FormulaName[] | undefined;
  issues: readonly Issue[];
  readOnly: boolean;
  /** Whether people fill it in already under this name: a new name then keeps the old one. */
  served: boolean;
  may: Record<"up" | "down" | "in" | "out", boolean>;
  onChange: (entry: Entry) => void;
  onRename: (name: string) => void;
  onStep: (way: "up" | "down" | "in" | "out") => void;
  onCopy: () => void;
  onRemove: () => void;
  onClose: () => void;
}

const QUESTION = ["title", "hint"];
const RULES = ["visible", "constraint", "message"];
const ELSEWHERE = new Set([...QUESTION, ...RULES, "name", "type", "required", "aliases", "fields"]);
const WAYS = [
  ["up", ArrowUpOutlined],
  ["down", ArrowDownOutlined],
  ["in", ArrowRightOutlined],
  ["out", ArrowLeftOutlined],
] as const;

/** What can be set of a field: what every field has, and what its type's own schema has. */
export function Properties({ place, entry, type, change, value, ui, names, issues, readOnly, served, may, onChange, onRename, onStep, onCopy, onRemove, onClose }: Shown) {
  const { t, words, lang } = useWords();
  const path = pathTo(place);
  const root = type?.schema ?? {};
  // The words for an option's values, and what its names mean, where the kind's own ui.json does not say.
  const shown = useMemo<Ui>(() => {
    const listed = Object.entries(root.properties ?? {}).flatMap(([name, node]) => {
      const say = (value: Json, lng: string) => t(`builder.form.option.${name}.${String(value)}`, { lng, defaultValue: String(value) });
      return node.enum ? [[`$.fields[*].${name}`, Object.fromEntries(node.enum.map((value) => [String(value), { zh: say(value, "zh"), en: say(value, "en") }]))] as const] : [];
    });
    return { ...ui, refs: { "$.fields[*].level": "org$.levels[*].name", "$.fields[*].role": "role", ...ui.refs }, words: { ...Object.fromEntries(listed), ...ui.words } };
  }, [root, ui, t]);
  const form = useMemo<Form>(() => ({ kind: "form", change, root, ui: shown, lang, readOnly, whole: value, issues: issuesByPlace(issues), ...(names ? { names } : {}) }), [change, root, shown, lang, readOnly, value, issues, names]);
  const title = (isObject(entry.title) ? words(entry.title as { zh: string; en: string }) : "") || String(entry.name ?? "");
  const properties = root.properties ?? {};
  const set = (name: string, next: Json | undefined) => {
    const { [name]: _, ...rest } = entry;
    onChange(next === undefined ? rest : { ...entry, [name]: next });
  };
  const say = (next: Json | undefined) => {
    const taken = namesIn(removed(value, place));
    const old = isObject(entry.title) ? { zh: String(entry.title.zh ?? ""), en: String(entry.title.en ?? "") } : { zh: "", en: "" };
    const said = isObject(next) ? { zh: String(next.zh ?? ""), en: String(next.en ?? "") } : { zh: "", en: "" };
    // A name that was made from the title follows it, until somebody has typed one or filled the form in.
    const made = !served && (entry.name === nameFrom(old, type?.name ?? "field", taken) || /^[a-z_]+?(_\d+)?$/.exec(String(entry.name))?.[0] === entry.name && String(entry.name).replace(/_\d+$/, "") === type?.name);
    const name = nameFrom({ zh: "", en: said.en }, type?.name ?? "field", taken);
    onChange({ ...entry, title: said, ...(made ? { name } : {}) });
  };
  const one = (name: string) => {
    const node = resolved(properties[name] ?? {}, root);
    const given = { node, path: `${path}.${name}`, pattern: `$.fields[*].${name}`, value: entry[name], label: titleOf(node, lang) || name, onChange: (next: Json | undefined) => (name === "title" ? say(next) : set(name, next)) };
    const required = root.required?.includes(name) ?? false;
    if (name === "required") return <RequiredControl key={name} {...given} />;
    return <OptionControl key={name} {...given} required={required} />;
  };
  const own = Object.keys(properties).filter((name) => !ELSEWHERE.has(name));
  const rules = RULES.filter((name) => name in properties);
  return (
    <FormProvider value={form}>
      <section className="formproperties" aria-label={t("builder.dashboard.properties", { title })}>
        <header>
          <div>
            <h3>{title}</h3>
            <p className="soft small">{words(type?.title) || String(entry.type ?? "")}</p>
          </div>
          <Button type="text" icon={<CloseOutlined aria-hidden />} aria-label={t("builder.dashboard.close")} onClick={onClose} />
        </header>
        {readOnly ? null : (
          <div className="formproperties-ways">
            {WAYS.map(([way, Icon]) => (
              <Tooltip key={way} title={t(`builder.form.way.${way}`)}>
                <Button size="small" icon={<Icon aria-hidden />} disabled={!may[way]} aria-label={t(`builder.form.way.${way}`)} onClick={() => onStep(way)} />
              </Tooltip>
            ))}
            <Tooltip title={t("builder.form.copy")}>
              <Button size="small" icon={<CopyOutlined aria-hidden />} aria-label={t("builder.form.copy")} onClick={onCopy} />
            </Tooltip>
            <Button size="small" danger icon={<DeleteOutlined aria-hidden />} onClick={onRemove}>
              {t("builder.form.remove")}
            </Button>
          </div>
        )}
        {QUESTION.filter((name) => name in properties).map(one)}
        {"required" in properties ? one("required") : null}
        {own.length ? <h4>{t("builder.form.group.options")}</h4> : null}
        {own.map(one)}
        {rules.length ? <h4>{t("builder.form.group.rules")}</h4> : null}
        {rules.map(one)}
        <h4>{t("builder.form.group.name")}</h4>
        <NameField path={path} name={String(entry.name ?? "")} taken={namesIn(removed(value, place))} readOnly={readOnly} served={served} onRename={onRename} />
        {"aliases" in properties && entry.aliases !== undefined ? one("aliases") : null}
      </section>
    </FormProvider>
  );
}

/** The stable name: taken when the box is left, so that a half-typed one renames nothing. */
function NameField({ path, name, taken, readOnly, served, onRename }: { path: string; name: string; taken: ReadonlySet<string>; readOnly: boolean; served: boolean; onRename: (name: string) => void }) {
  const { t } = useWords();
  const [typed, setTyped] = useState(name);
  useEffect(() => setTyped(name), [name]);
  const bad = !isName(typed) ? "badName" : taken.has(typed) ? "used" : null;
  const take = () => (bad ? setTyped(name) : typed !== name && onRename(typed));
  return (
    <div className="field" data-path={`${path}.name`}>
      <label className="field-label" htmlFor={idOf(`${path}.name`)}>
        {t("builder.new.name")}
      </label>
      <p className="field-help">{t(served ? "builder.form.name.served" : "builder.form.name.free")}</p>
      <Input id={idOf(`${path}.name`)} style={{ fontFamily: "var(--mono)" }} readOnly={readOnly} spellCheck={false} maxLength={48} value={typed} status={bad ? "error" : ""} onChange={({ target }) => setTyped(target.value)} onBlur={take} onPressEnter={take} />
      {bad ? <p className="field-issue">{t(`builder.new.${bad}`)}</p> : null}
    </div>
  );
}
