import { InputNumber, Radio, Select } from "antd";
import { useWords } from "../../../../i18n/words";
import { Control } from "../../fields/Field";
import { type FieldProps, idOf, useForm } from "../../fields/form";
import { Frame } from "../../fields/Frame";
import { isObject } from "../../logic/path";
import { type Node, resolved, shapeOf } from "../../logic/schema";
import { CascadeTree } from "./CascadeTree";
import { isNamedList } from "./choices";
import { NamedList } from "./NamedList";

const isRange = (node: Node) => node.type === "array" && node.minItems === 2 && node.maxItems === 2;
/** A list written in place, or the name of one of the form's lists. */
const listIn = (node: Node, root: Node) => (node.oneOf ?? []).map((one) => resolved(one, root)).find((one) => isNamedList(one, root));
/** Nodes with others below them: the server checks each. */
const isTree = (node: Node) => node.type === "array" && isObject(node.items) && node.items.type === "object" && !node.items.properties && node.minItems === 1;

/** One option of a field, by the shape its type's schema gives it. */
export function OptionControl({ required, ...given }: FieldProps & { required: boolean }) {
  const { root } = useForm();
  const { node } = given;
  const list = listIn(node, root);
  if (isNamedList(node, root)) return framed(<NamedList {...given} />, given, required, true);
  if (list) return framed(<OwnOrShared {...given} node={list} />, given, required, true);
  if (isTree(node)) return framed(<CascadeTree {...given} />, given, required, true);
  if (isRange(node)) return framed(<Range {...given} />, given, required, true);
  if (shapeOf(node) === "boolean") return framed(<Undecided {...given} />, given, required, true);
  return framed(<Control {...given} />, given, required, shapeOf(node) === "text" || shapeOf(node) === "list");
}

const framed = (control: React.ReactNode, given: FieldProps, required: boolean, group: boolean) => (
  <Frame {...given} required={required} group={group}>
    {control}
  </Frame>
);

/** At least, at most. */
function Range({ node, path, value, label, onChange }: FieldProps) {
  const { t } = useWords();
  const { readOnly, root } = useForm();
  const item = resolved(node.items ?? {}, root);
  const [least, most] = Array.isArray(value) ? value.map(Number) : [];
  const box = (which: 0 | 1, now: number | undefined) => (
    <label className="formrange">
      <span className="soft">{t(which === 0 ? "builder.form.range.least" : "builder.form.range.most")}</span>
      <InputNumber
        {...(which === 0 ? { id: idOf(path) } : {})}
        aria-label={`${label} ${t(which === 0 ? "builder.form.range.least" : "builder.form.range.most")}`}
        readOnly={readOnly}
        precision={0}
        min={item.minimum ?? 0}
        max={item.maximum ?? Number.MAX_SAFE_INTEGER}
        value={now ?? null}
        onChange={(next) => {
          if (next === null) return;
          const other = which === 0 ? (most ?? next) : (least ?? 0);
          onChange(which === 0 ? [next, Math.max(next, other)] : [Math.min(other, next), next]);
        }}
      />
    </label>
  );
  return (
    <div className="formranges">
      {box(0, least)}
      {box(1, most)}
    </div>
  );
}

/** Yes, no, or as the type has it by itself: nothing chosen then. */
function Undecided({ path, value, label, onChange }: FieldProps) {
  const { t } = useWords();
  const { readOnly } = useForm();
  return (
    <div>
      <Radio.Group id={idOf(path)} aria-label={label} optionType="button" disabled={readOnly} value={typeof value === "boolean" ? value : null} options={[true, false].map((one) => ({ value: one, label: t(one ? "common.yes" : "common.no") }))} onChange={({ target }) => onChange(target.value as boolean)} />
    </div>
  );
}

/** Choices of its own, or a list that several fields of the form share. */
function OwnOrShared(props: FieldProps) {
  const { t } = useWords();
  const { whole, readOnly } = useForm();
  const { value, label, onChange } = props;
  const lists = isObject(whole) && isObject(whole.lists) ? Object.keys(whole.lists) : [];
  const shared = typeof value === "string";
  return (
    <div className="formlists">
      {lists.length || shared ? (
        <Radio.Group
          aria-label={t("builder.form.choices.from")}
          optionType="button"
          size="small"
          disabled={readOnly}
          value={shared}
          options={[false, true].map((one) => ({ value: one, label: t(one ? "builder.form.choices.shared" : "builder.form.choices.own") }))}
          onChange={({ target }) => onChange(target.value ? (lists[0] ?? "") : [])}
        />
      ) : null}
      {shared ? <Select aria-label={label} disabled={readOnly} value={String(value)} options={lists.map((name) => ({ value: name, label: name }))} onChange={(next: string) => onChange(next)} /> : <NamedList {...props} />}
    </div>
  );
}
