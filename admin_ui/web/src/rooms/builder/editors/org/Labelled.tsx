import { type ReactNode, useId } from "react";

/** A label and its control. */
export function Labelled({ label, wide, children }: { label: string; wide?: boolean; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className={wide ? "orgform-wide" : undefined}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}
