import { type ReactNode, useId } from "react";
import "./Choice.css";

interface Offered<Value extends string | number> {
  label: string;
  options: readonly { value: Value; label: ReactNode; title?: string | undefined }[];
  value: Value;
  onChange: (value: Value) => void;
  /** The options share the whole width. */
  wide?: boolean;
}

/** One of a few, side by side: the browser's own radio buttons, so arrows and screen readers work as everywhere. */
export function Choice<Value extends string | number>({ label, options, value, onChange, wide }: Offered<Value>) {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={label} className={wide ? "choice choice-wide" : "choice"}>
      {options.map((option) => (
        <label key={option.value} title={option.title}>
          <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
          <span>{option.label}</span>
        </label>
      ))}
    </div>
  );
}
