import { Radio } from "antd";
import { useWords } from "../../../../i18n/words";
import { FormulaField } from "../../fields/FormulaField";
import type { FieldProps } from "../../fields/form";
import { idOf, useForm } from "../../fields/form";

/** Optional, required, or required under a condition. */
export function RequiredControl({ node, path, pattern, value, onChange, label }: FieldProps) {
  const { t, words } = useWords();
  const { readOnly, issues } = useForm();
  const way = value === true ? "always" : typeof value === "string" ? "sometimes" : "no";
  return (
    <div className="field" data-path={path}>
      <span className="field-label" id={`${idOf(path)}-label`}>
        {label}
      </span>
      <div>
        <Radio.Group
          aria-labelledby={`${idOf(path)}-label`}
          optionType="button"
          disabled={readOnly}
          value={way}
          options={(["no", "always", "sometimes"] as const).map((one) => ({ value: one, label: t(`builder.form.required.${one}`) }))}
          onChange={({ target }) => onChange(target.value === "always" ? true : target.value === "sometimes" ? "" : undefined)}
        />
      </div>
      {way === "sometimes" ? <FormulaField node={node} path={path} pattern={pattern} value={value} label={t("builder.form.required.when")} onChange={(next) => onChange(next ?? "")} /> : null}
      {(issues.get(path) ?? []).map((issue, i) => (
        <p key={i} className={`field-issue field-issue-${issue.level}`}>
          {words(issue.message)} {issue.hint ? words(issue.hint) : null} <code>{issue.code}</code>
        </p>
      ))}
    </div>
  );
}
