import { Input } from "antd";
import { useEffect, useState } from "react";
import { useWords } from "../../../i18n/words";
import { type Json, same } from "../logic/path";
import { type FieldProps, idOf, useForm } from "./form";

const shown = (value: Json | undefined) => (value === undefined ? "" : JSON.stringify(value, null, 2));

function read(text: string): { value: Json | undefined } | null {
  if (!text.trim()) return { value: undefined };
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    return null;
  }
}

/** A value whose shape the schema leaves open: as JSON. What is not JSON yet stays in the field and is not taken. */
export function JsonField({ path, value, onChange, label }: FieldProps) {
  const { readOnly } = useForm();
  const { t } = useWords();
  const [text, setText] = useState(() => shown(value));
  useEffect(() => setText((old) => (same(read(old)?.value, value) ? old : shown(value))), [value]);
  const bad = read(text) === null;
  return (
    <>
      <Input.TextArea
        id={idOf(path)}
        aria-label={label}
        aria-invalid={bad}
        readOnly={readOnly}
        spellCheck={false}
        autoSize={{ minRows: 1, maxRows: 16 }}
        style={{ fontFamily: "var(--mono)", fontSize: 13 }}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          const made = read(target.value);
          if (made) onChange(made.value);
        }}
      />
      {bad ? <p className="field-issue">{t("builder.field.notJson")}</p> : null}
    </>
  );
}
