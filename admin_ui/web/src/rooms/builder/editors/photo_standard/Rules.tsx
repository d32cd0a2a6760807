import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, InputNumber, Select } from "antd";
import type { Issue } from "../../../../api/types";
import { useWords } from "../../../../i18n/words";
import { ObjectField } from "../../fields/ObjectField";
import { isObject, type Json, within } from "../../logic/path";
import { blank, branchesOf, type Node, resolved, titleOf, whole } from "../../logic/schema";
import { IssueLines } from "../form/IssueLines";
import { withPart } from "../form/duties";
import { partsOf } from "../rule/sentence";
import "../rule/Sentence.css";

interface Shown {
  value: { [key: string]: Json };
  issues: readonly Issue[];
  readOnly: boolean;
  root: Node;
  onChange: (next: Json) => void;
}

/** Which settings name a product or a band of this standard. */
const NAMING: Record<string, "references" | "bands"> = { product: "references", near: "references", products: "references", band: "bands" };

/** What has to hold, one sentence a rule; a type of rule that has no sentence here is edited by its schema. */
export function Rules({ value, issues, readOnly, root, onChange }: Shown) {
  const { t, words, lang } = useWords();
  const list = (Array.isArray(value.rules) ? value.rules : []).filter(isObject);
  const types = branchesOf(resolved(resolved(root.properties?.rules ?? {}, root).items ?? {}, root), root).flatMap(({ node, word }) => (typeof word === "string" ? [{ name: word, node }] : []));
  const set = (at: number, next: { [key: string]: Json }) => onChange(list.map((one, i) => (i === at ? next : one)));
  const named = (of: "references" | "bands") =>
    (Array.isArray(value[of]) ? (value[of] as Json[]) : []).filter(isObject).map((one) => ({ value: String(one.name), label: (isObject(one.title) ? words(one.title as { zh: string; en: string }) : "") || String(one.name) }));
  const label = (node: Node, name: string) => titleOf(node, lang) || name;
  const control = (rule: { [key: string]: Json }, at: number, hole: string, type: Node) => {
    const node = resolved(type.properties?.[hole] ?? {}, root);
    const path = `$.rules[${at}].${hole}`;
    const put = (next: Json | undefined) => set(at, withPart(rule, hole, next));
    const needed = type.required?.includes(hole) ?? false;
    const bad = issues.some((issue) => within(issue.path, path) && issue.level === "error") ? ({ status: "error" } as const) : {};
    const about = { "aria-label": label(node, hole), disabled: readOnly, ...bad };
    const naming = NAMING[hole];
    const list_ = node.type === "array";
    const now = rule[hole];
    const made = naming ? (
      list_ ? (
        <Select mode="multiple" {...about} className="formduty-roles" placeholder={label(node, hole)} value={Array.isArray(now) ? (now as string[]) : []} options={named(naming)} onChange={(next: string[]) => put(next)} />
      ) : (
        <Select {...about} popupMatchSelectWidth={false} allowClear={!needed} placeholder={t(needed ? "builder.photo_standard.rule.choose" : naming === "bands" ? "builder.photo_standard.rule.anywhere" : "builder.photo_standard.rule.any")} value={typeof now === "string" && now ? now : null} options={named(naming)} onChange={(next: string | undefined) => put(next)} />
      )
    ) : list_ ? (
      <Select mode="tags" {...about} className="formduty-roles" placeholder={label(node, hole)} open={false} suffixIcon={null} value={Array.isArray(now) ? (now as string[]) : []} onChange={(next: string[]) => put(next)} />
    ) : node.type === "integer" || node.type === "number" ? (
      <InputNumber<number>
        {...about}
        className={whole(node) ? "sentence-number" : "sentence-percent"}
        placeholder={needed ? "" : "\u2014"}
        min={node.minimum ?? 0}
        max={whole(node) ? (node.maximum ?? 1000) : 100}
        {...(whole(node) ? { precision: 0 } : { suffix: "%" })}
        value={typeof now === "number" ? (whole(node) ? now : Number((now * 100).toPrecision(6))) : null}
        onChange={(next) => put(next === null ? undefined : whole(node) ? next : Number((next / 100).toPrecision(8)))}
      />
    ) : (
      <Input {...about} className="photostandard-text" placeholder={String(node.examples?.[0] ?? "")} value={typeof now === "string" ? now : ""} onChange={({ target }) => put(target.value || undefined)} />
    );
    return (
      <span className="sentence-control" data-path={path}>
        {made}
      </span>
    );
  };
  const add = (name: string) => {
    const type = types.find((one) => one.name === name)?.node;
    const begun = type ? blank(type, root) : {};
    const first = named("references")[0]?.value;
    onChange([...list, { ...(isObject(begun) ? begun : {}), type: name, ...(type?.required?.includes("product") && first ? { product: first } : {}) }]);
  };
  return (
    <section className="formpart photostandard-part" data-path="$.rules" aria-labelledby="standard-rules">
      <h3 id="standard-rules">{t("builder.photo_standard.rule.title")}</h3>
      <p className="soft">{t("builder.photo_standard.rule.lead")}</p>
      {list.map((rule, at) => {
        const type = types.find(({ name }) => name === rule.type)?.node;
        const sentence = t(`builder.photo_standard.rule.say.${String(rule.type)}`, { defaultValue: "" });
        const path = `$.rules[${at}]`;
        const said = new Set(partsOf(sentence).flatMap((part) => ("hole" in part ? [part.hole] : [])));
        const rest = type && { ...type, properties: Object.fromEntries(Object.entries(type.properties ?? {}).filter(([name]) => name !== "type" && !said.has(name))), additionalProperties: false };
        return (
          <div key={at} className="sentence formcheck" data-path={path}>
            <div className="formcheck-line">
              <div className="sentence-line">
                {type ? partsOf(sentence).map((part, i) => ("text" in part ? <span key={i}>{part.text}</span> : <span key={i}>{control(rule, at, part.hole, type)}</span>)) : String(rule.type)}
                {type && !sentence ? <strong>{titleOf(type, lang)}</strong> : null}
              </div>
              {readOnly ? null : <Button type="text" icon={<DeleteOutlined aria-hidden />} aria-label={t("builder.list.remove", { label: t("builder.photo_standard.rule.number", { at: at + 1 }) })} onClick={() => onChange(list.filter((_, i) => i !== at))} />}
            </div>
            {rest && Object.keys(rest.properties).length ? <ObjectField node={rest} path={path} pattern="$.rules[*]" value={rule} label={t("builder.photo_standard.rule.number", { at: at + 1 })} onChange={(next) => isObject(next) && set(at, next)} /> : null}
            <IssueLines issues={issues.filter((issue) => within(issue.path, path))} />
          </div>
        );
      })}
      {readOnly ? null : (
        <Select
          className="formmap-add"
          aria-label={t("builder.photo_standard.rule.add")}
          placeholder={
            <>
              <PlusOutlined aria-hidden /> {t("builder.photo_standard.rule.add")}
            </>
          }
          value={null}
          options={types.map(({ name, node }) => ({ value: name, label: titleOf(node, lang) || name }))}
          onChange={(name: string | null) => name && add(name)}
        />
      )}
    </section>
  );
}
