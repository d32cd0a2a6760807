import { Input } from "antd";
import { type FieldProps, idOf, useForm } from "./form";
import { useExample } from "./Field";

/** A formula as plain text; kinds with an editor of their own bring more. */
export function FormulaField({ node, path, value, onChange, label }: FieldProps) {
  const { readOnly } = useForm();
  return (
    <Input.TextArea
      id={idOf(path)}
      aria-label={label}
      readOnly={readOnly}
      spellCheck={false}
      autoSize={{ minRows: 1, maxRows: 10 }}
      style={{ fontFamily: "var(--mono)", fontSize: 13 }}
      placeholder={useExample(node)}
      value={typeof value === "string" ? value : ""}
      onChange={({ target }) => onChange(target.value || undefined)}
    />
  );
}
