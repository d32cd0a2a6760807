import { InputNumber, Select } from "antd";
import type { Words } from "../../../../api/types";
import { useWords } from "../../../../i18n/words";
import type { Json } from "../../logic/path";
import type { Control } from "./look";
import { percentOf, shareOf } from "./sentence";

export interface Option {
  value: string;
  title: Words;
}

interface Named {
  label: string;
  path: string;
  bad: boolean;
  readOnly: boolean;
}

/** A name chosen among titles, in the middle of a sentence. */
export function NameControl({ label, path, bad, readOnly, value, options, onChange, none }: Named & { value: string | null; options: readonly Option[]; onChange: (next: string | undefined) => void; none?: string }) {
  const { words } = useWords();
  const shown = options.map(({ value: name, title }) => ({ value: name, label: words(title) || name, search: `${words(title)} ${name}` }));
  if (value && !options.some((one) => one.value === value)) shown.unshift({ value, label: value, search: value });
  return (
    <span className="sentence-control" data-path={path}>
      <Select
        aria-label={label}
        disabled={readOnly}
        {...(bad ? { status: "error" as const } : {})}
        popupMatchSelectWidth={false}
        showSearch={options.length > 6 ? { optionFilterProp: "search" } : false}
        allowClear={none !== undefined && value !== null}
        placeholder={none ?? label}
        value={value}
        options={shown}
        onChange={(next: string | null | undefined) => onChange(next ?? undefined)}
      />
    </span>
  );
}

/** One setting of a condition, by what the condition says of it. */
export function SettingControl({ control, percent = control.kind === "percent", label, path, bad, readOnly, value, fallback, onChange }: Named & { control: Control; percent?: boolean; value: Json | undefined; fallback?: Json | undefined; onChange: (next: Json | undefined) => void }) {
  const optional = fallback !== undefined;
  const shown = value ?? fallback;
  if (control.kind === "choice")
    return <NameControl label={label} path={path} bad={bad} readOnly={readOnly} value={typeof shown === "string" ? shown : null} options={control.choices} onChange={onChange} />;
  if (control.kind === "text")
    return (
      <span className="sentence-control" data-path={path}>
        <input className="sentence-text" aria-label={label} readOnly={readOnly} value={typeof shown === "string" ? shown : ""} onChange={({ target }) => onChange(target.value || undefined)} />
      </span>
    );
  const number = typeof shown === "number" ? (percent ? percentOf(shown) : shown) : null;
  return (
    <span className="sentence-control" data-path={path}>
      <InputNumber
        aria-label={label}
        readOnly={readOnly}
        {...(bad ? { status: "error" as const } : {})}
        className={percent ? "sentence-percent" : "sentence-number"}
        step={1}
        {...(control.kind === "integer" ? { precision: 0 } : {})}
        suffix={percent ? "%" : undefined}
        value={number}
        onChange={(next) => {
          if (next === null) return optional ? onChange(undefined) : undefined;
          onChange(percent ? shareOf(Number(next)) : Number(next));
        }}
      />
    </span>
  );
}
