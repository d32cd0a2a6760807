import { Button, Drawer, Input, InputNumber, Select } from "antd";
import { useState } from "react";
import { call } from "../../../api/call";
import { useWords } from "../../../i18n/words";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import { isObject, type Json } from "../../builder/logic/path";
import { columnsOf, differing } from "../logic/cells";
import { useChange } from "../queries";
import type { FormField, FormFields, Submission } from "../shapes";
import { useCell } from "../useCell";

/** Corrects what was sent; why is kept with how it was. */
export function EditForm({ submission, form, onClose }: { submission: Submission; form: FormFields; onClose: () => void }) {
  const { t, words } = useWords();
  const [values, setValues] = useState<Record<string, Json>>(submission.values);
  const [reason, setReason] = useState("");
  const changed = differing(submission.values, values);
  const send = useChange(() => call("PATCH", `/submissions/${submission.id}`, undefined, { values: Object.fromEntries(changed.map((name) => [name, values[name] ?? null])), reason: reason.trim() }));
  const put = (name: string, next: Json | undefined) => {
    const { [name]: _, ...rest } = values;
    setValues(next === undefined ? rest : { ...rest, [name]: next });
  };
  return (
    <Drawer
      open
      size={560}
      title={t("forms.edit.title")}
      onClose={onClose}
      footer={
        <div className="formsframe-side">
          <Button onClick={onClose}>{t("forms.cancel")}</Button>
          <Button type="primary" disabled={changed.length === 0 || reason.trim().length < 2} loading={send.isPending} onClick={() => send.mutate(undefined as never, { onSuccess: onClose })}>
            {t("forms.edit.save")}
          </Button>
        </div>
      }
    >
      <div className="editform">
        <p className="soft">{t("forms.edit.lead")}</p>
        {columnsOf(form.fields)
          .filter(({ type }) => type !== "computed")
          .map((field) => (
            <div key={field.name} className="editform-field">
              <label htmlFor={`edit-${field.name}`}>{words(field.title) || field.name}</label>
              <Control field={field} form={form} value={values[field.name]} onChange={(next) => put(field.name, next)} />
            </div>
          ))}
        <label>
          {t("forms.reason")}
          <Input.TextArea rows={2} maxLength={500} value={reason} onChange={({ target }) => setReason(target.value)} />
        </label>
        {send.error ? <ProblemNotice problem={send.error} /> : null}
      </div>
    </Drawer>
  );
}

/** A control by the value's own shape; what has parts (places, matrices, groups) is not corrected here. */
function Control({ field, form, value, onChange }: { field: FormField; form: FormFields; value: Json | undefined; onChange: (next: Json | undefined) => void }) {
  const { t, words } = useWords();
  const cell = useCell(form);
  const id = `edit-${field.name}`;
  const choices = Array.isArray(field.choices) ? (field.choices as { name: string; title: { zh: string; en: string } }[]).map(({ name, title }) => ({ value: name, label: words(title) || name })) : null;
  const scale = field.type === "money" ? 10 ** form.money_digits : field.type === "percent" ? 0.01 : 1;
  if (choices && field.type.startsWith("multi"))
    return <Select id={id} mode="multiple" value={Array.isArray(value) ? (value as string[]) : []} options={choices} onChange={(next: string[]) => onChange(next.length ? next : undefined)} />;
  if (choices) return <Select id={id} allowClear value={typeof value === "string" ? value : null} options={choices} onChange={(next: string | undefined) => onChange(next)} />;
  if (field.fields || field.rows || field.tree || isObject(value) || Array.isArray(value))
    return (
      <p id={id} className="soft">
        {cell(field, value)} {t("forms.edit.fixed")}
      </p>
    );
  if (typeof value === "boolean" || field.type === "yes_no")
    return <Select id={id} allowClear value={typeof value === "boolean" ? String(value) : null} options={["true", "false"].map((one) => ({ value: one, label: t(one === "true" ? "common.yes" : "common.no") }))} onChange={(next: string | undefined) => onChange(next === undefined ? undefined : next === "true")} />;
  if (["number", "money", "percent", "rating"].includes(field.type) || typeof value === "number")
    return <InputNumber<number> id={id} style={{ width: "100%" }} {...(field.type === "percent" ? { suffix: "%" } : {})} value={typeof value === "number" ? Number((value / scale).toPrecision(12)) : null} onChange={(next) => onChange(next === null ? undefined : field.type === "money" ? Math.round(next * scale) : Number((next * scale).toPrecision(12)))} />;
  if (field.type === "date" || field.type === "time") return <Input id={id} type={field.type} value={typeof value === "string" ? value : ""} onChange={({ target }) => onChange(target.value || undefined)} />;
  return <Input.TextArea id={id} autoSize={{ minRows: 1, maxRows: 6 }} value={typeof value === "string" ? value : ""} onChange={({ target }) => onChange(target.value || undefined)} />;
}
