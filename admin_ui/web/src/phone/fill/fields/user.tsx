import type { PhoneField, ViewProps } from "../contract";

function View({ value, set, id, described, wrong }: ViewProps) {
  return (
    <input
      id={id} className="input" type="text" autoCapitalize="none" autoComplete="off" spellCheck={false} value={(value as string) ?? ""}
      aria-describedby={described} aria-invalid={wrong || undefined} onChange={(event) => set(event.target.value.trim() || null)}
    />
  ); // prettier-ignore
}

export const FIELD: PhoneField = { View };
