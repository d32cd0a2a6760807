import { Input, InputNumber, Radio, Select, Switch } from "antd";
import { useWords } from "../../../i18n/words";
import { type Json, isObject } from "../logic/path";
import { nullable, resolved, shapeOf, whole } from "../logic/schema";
import { BranchField } from "./BranchField";
import { FileField } from "./FileField";
import { type FieldProps, idOf, useForm } from "./form";
import { Frame } from "./Frame";
import { FormulaField } from "./FormulaField";
import { JsonField } from "./JsonField";
import { ListField } from "./ListField";
import { MapField } from "./MapField";
import { ObjectField } from "./ObjectField";
import { PairField } from "./PairField";
import { ReferenceField } from "./ReferenceField";

const GROUPS = new Set(["text", "list", "object", "map", "branches"]);

/** A field with its frame: label, help, control, issues. */
export function Field({ required, ...props }: FieldProps & { required: boolean }) {
  const { root } = useForm();
  const node = resolved(props.node, root);
  return (
    <Frame {...props} node={node} required={required} group={GROUPS.has(shapeOf(node))}>
      <Control {...props} node={node} />
    </Frame>
  );
}

/** The control alone, chosen by the schema's shape and by what ui.json says of this place. */
export function Control(props: FieldProps) {
  const { ui, root } = useForm();
  const node = resolved(props.node, root);
  const given = { ...props, node };
  if (ui.refs?.[props.pattern]) return <ReferenceField {...given} refs={ui.refs[props.pattern] ?? ""} />;
  switch (shapeOf(node)) {
    case "const":
      return <Fixed {...given} />;
    case "enum":
      return <Choice {...given} />;
    case "text":
      return <PairField {...given} />;
    case "formula":
      return <FormulaField {...given} />;
    case "day":
      return <Day {...given} />;
    case "file":
      return <FileField {...given} />;
    case "number":
      return <Figure {...given} />;
    case "boolean":
      return <YesNo {...given} />;
    case "string":
      return <Line {...given} />;
    case "list":
      return <ListField {...given} />;
    case "map":
      return <MapField {...given} />;
    case "object":
      return <ObjectField {...given} />;
    case "branches":
      return <BranchField {...given} />;
    default:
      return <JsonField {...given} />;
  }
}

/** `例如 …`, from the schema's own example. */
export function useExample(node: { examples?: Json[] }): string | undefined {
  const { t } = useWords();
  const [example] = node.examples ?? [];
  return typeof example === "string" || typeof example === "number" ? t("builder.field.example", { example: String(example) }) : undefined;
}

export function useValueWords(pattern: string): (value: Json) => string {
  const { ui } = useForm();
  const { words, t } = useWords();
  return (value) => {
    const known = ui.words?.[pattern]?.[String(value)];
    if (known) return words(known);
    return typeof value === "boolean" ? t(value ? "common.yes" : "common.no") : String(value);
  };
}

function Line({ node, path, pattern, value, onChange, label }: FieldProps) {
  const { readOnly, ui } = useForm();
  const example = useExample(node);
  const own = { id: idOf(path), value: typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value), placeholder: example, readOnly, "aria-label": label };
  const long = ui.widgets?.[pattern] === "textarea" || (node.maxLength ?? 0) > 500;
  if (long) return <Input.TextArea {...own} autoSize={{ minRows: 2, maxRows: 12 }} onChange={({ target }) => onChange(target.value || undefined)} />;
  return <Input {...own} onChange={({ target }) => onChange(target.value || undefined)} />;
}

function Day({ path, value, onChange, label }: FieldProps) {
  const { readOnly } = useForm();
  return <Input id={idOf(path)} type="date" aria-label={label} readOnly={readOnly} value={typeof value === "string" ? value : ""} style={{ maxWidth: 192 }} onChange={({ target }) => onChange(target.value || undefined)} />;
}

/** A fraction as per cent, without the noise of binary fractions. */
const shift = (value: number, by: number) => Number((value * by).toPrecision(12));

function Figure({ node, path, pattern, value, onChange, label }: FieldProps) {
  const { readOnly, ui } = useForm();
  const { t } = useWords();
  const example = useExample(node);
  const percent = ui.widgets?.[pattern] === "percent";
  const by = percent ? 100 : 1;
  const limit = (bound: number | undefined) => (bound === undefined ? undefined : shift(bound, by));
  return (
    <InputNumber<number>
      id={idOf(path)}
      aria-label={label}
      readOnly={readOnly}
      style={{ width: "100%", maxWidth: 240 }}
      value={typeof value === "number" ? shift(value, by) : null}
      min={limit(node.minimum) ?? Number.MIN_SAFE_INTEGER}
      max={limit(node.maximum) ?? Number.MAX_SAFE_INTEGER}
      {...(whole(node) ? { precision: 0 } : {})}
      placeholder={nullable(node) ? t("builder.field.unbounded") : percent ? undefined : example}
      {...(percent ? { suffix: "%" } : {})}
      onChange={(next) => onChange(next === null ? (nullable(node) ? null : undefined) : shift(next, 1 / by))}
    />
  );
}

function YesNo({ path, value, onChange, label }: FieldProps) {
  const { readOnly } = useForm();
  const { t } = useWords();
  return (
    <div>
      <Switch id={idOf(path)} aria-label={label} checked={value === true} disabled={readOnly} checkedChildren={t("common.yes")} unCheckedChildren={t("common.no")} onChange={(next) => onChange(next)} />
    </div>
  );
}

function Fixed({ node, pattern }: FieldProps) {
  const worded = useValueWords(pattern);
  return <p>{worded(node.const ?? node.enum?.[0] ?? null)}</p>;
}

const FEW = 4;

function Choice({ node, path, pattern, value, onChange, label }: FieldProps) {
  const { readOnly } = useForm();
  const worded = useValueWords(pattern);
  const options = (node.enum ?? []).map((one) => ({ value: one as string | number, label: worded(one) }));
  const chosen = isObject(value) || Array.isArray(value) ? undefined : (value as string | number | undefined);
  if (options.length <= FEW)
    return (
      <Radio.Group id={idOf(path)} aria-label={label} name={path} optionType="button" disabled={readOnly} options={options} value={chosen ?? null} onChange={({ target }) => onChange(target.value as Json)} />
    );
  return (
    <Select<string | number>
      id={idOf(path)}
      aria-label={label}
      disabled={readOnly}
      style={{ width: "100%", maxWidth: 320 }}
      options={options}
      {...(chosen === undefined ? {} : { value: chosen })}
      onChange={(next) => onChange(next)}
    />
  );
}
