import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useMemo } from "react";
import { Link } from "react-router";
import { useWords } from "../../../../i18n/words";
import { ObjectField } from "../../fields/ObjectField";
import { type Form, FormProvider, issuesByPlace } from "../../fields/form";
import { isObject, type Json, within } from "../../logic/path";
import { partsOf } from "../rule/sentence";
import { withPart } from "./duties";
import { type Entry, rowsOf } from "./fields";
import { IssueLines } from "./IssueLines";
import { type Part, useNamed } from "./shared";
import type { PhotoCheck } from "./vocabulary";
import "../rule/Sentence.css";

/** Which photos are looked at by which installed check, against which standard; its options come from its own schema. */
export function Checks({ change, form, kind, issues, readOnly, types, checks, onChange }: Part & { checks: readonly PhotoCheck[] }) {
  const { t, words, lang } = useWords();
  const standards = useNamed(change, "photo_standard");
  const list = Array.isArray(form.checks) ? form.checks.filter(isObject) : [];
  const photos = rowsOf(form).filter(({ entry }) => types.find(({ name }) => name === entry.type)?.attachments && entry.type !== "signature");
  const set = (next: Entry[]) => onChange(withPart(form, "checks", next.length ? next : undefined));
  const titleOf = (entry: Entry) => (isObject(entry.title) ? words(entry.title as { zh: string; en: string }) : "") || String(entry.name);
  const begin = useMemo<Omit<Form, "root">>(() => ({ kind: "form", change, ui: kind.ui, lang, readOnly, whole: form, issues: issuesByPlace(issues) }), [change, kind, lang, readOnly, form, issues]);
  const add = () => {
    const names = new Set(list.map(({ name }) => name));
    const field = photos.find(({ entry }) => !list.some((one) => one.field === entry.name)) ?? photos[0];
    const check = checks[0];
    let name = `${String(field?.entry.name ?? "photo")}_ok`;
    for (let i = 2; names.has(name); i += 1) name = `${String(field?.entry.name ?? "photo")}_ok_${i}`;
    set([...list, { name, field: String(field?.entry.name ?? ""), check: check?.name ?? "", ...(check?.needs_standard && standards[0] ? { standard: standards[0].value } : {}) }]);
  };
  return (
    <section className="formpart" data-path="$.checks" aria-labelledby="form-checks">
      <h3 id="form-checks">{t("builder.form.check.title")}</h3>
      <p className="soft">{t(checks.length === 0 ? "builder.form.check.installed" : photos.length === 0 ? "builder.form.check.noPhoto" : "builder.form.check.lead")}</p>
      {list.map((one, at) => {
        const path = `$.checks[${at}]`;
        const known = checks.find(({ name }) => name === one.check);
        const here = issues.filter((issue) => within(issue.path, path));
        const put = (name: string, next: Json | undefined) => set(list.map((old, i) => (i === at ? withPart(old, name, next) : old)));
        const choice = (name: string, options: { value: string; label: string }[], clear = false) => (
          <span className="sentence-control" data-path={`${path}.${name}`}>
            <Select aria-label={t(`builder.form.check.${name}`)} placeholder={t(`builder.form.check.${name}`)} disabled={readOnly} allowClear={clear} popupMatchSelectWidth={false} value={typeof one[name] === "string" && one[name] ? one[name] : null} options={options} onChange={(next: string | undefined) => (name === "check" ? set(list.map((old, i) => (i === at ? { ...withPart(old, "options", undefined), check: next ?? "" } : old))) : put(name, next))} />
          </span>
        );
        const control = (hole: string) => {
          if (hole === "field") return choice("field", photos.map(({ entry }) => ({ value: String(entry.name), label: titleOf(entry) })));
          if (hole === "check") return choice("check", checks.map(({ name, title }) => ({ value: name, label: words(title) })));
          return choice("standard", standards.map(({ value, title }) => ({ value, label: words(title) || value })), true);
        };
        return (
          <div key={at} className="sentence formcheck" data-path={path}>
            <div className="formcheck-line">
              <div className="sentence-line">
                {partsOf(t("builder.form.check.sentence")).map((part, i) => ("text" in part ? <span key={i}>{part.text}</span> : <span key={i}>{control(part.hole)}</span>))}
              </div>
              {readOnly ? null : <Button type="text" icon={<DeleteOutlined aria-hidden />} aria-label={t("builder.list.remove", { label: String(one.name) })} onClick={() => set(list.filter((_, i) => i !== at))} />}
            </div>
            {known?.needs_standard && typeof one.standard === "string" && one.standard ? (
              <p className="small">
                <Link to={`/builder/photo_standard/${one.standard}`}>{t("builder.form.check.open")}</Link>
              </p>
            ) : known?.needs_standard ? (
              <p className="small">
                <Link to="/builder?kind=photo_standard">{t("builder.form.check.needs")}</Link>
              </p>
            ) : null}
            {known?.remote ? <p className="soft small">{t("builder.form.check.remote")}</p> : null}
            {known && Object.keys(known.schema.properties ?? {}).length ? (
              <details open={one.options !== undefined}>
                <summary>{t("builder.form.check.options")}</summary>
                <FormProvider value={{ ...begin, root: { ...known.schema, $defs: { ...kind.schema.$defs, ...known.schema.$defs } } }}>
                  <ObjectField node={{ ...known.schema, additionalProperties: false }} path={`${path}.options`} pattern="$.checks[*].options" value={isObject(one.options) ? one.options : {}} label={words(known.title)} onChange={(next) => put("options", isObject(next) && Object.keys(next).length ? next : undefined)} />
                </FormProvider>
              </details>
            ) : null}
            <IssueLines issues={here} />
          </div>
        );
      })}
      {readOnly || checks.length === 0 || photos.length === 0 ? null : (
        <Button icon={<PlusOutlined aria-hidden />} onClick={add}>
          {t("builder.form.check.add")}
        </Button>
      )}
    </section>
  );
}
