/** A box for numbers: what is typed stays as it was typed; what it means is the value. */

import { useEffect, useState } from "react";
import { t } from "../words";
import type { ViewProps } from "./contract";

interface Props extends ViewProps {
  /** What is typed → the value; null where it is no number. */
  read: (text: string) => number | null;
  write: (value: number) => string;
  decimals: boolean;
  negative: boolean;
  before?: string;
  after?: string;
}

const FULL_WIDTH = /[\uff10-\uff19\uff0e\uff0d]/g;

/** What people type: full-width figures and separators of thousands too. */
export function numberOf(text: string): number | null {
  const plain = text.replace(FULL_WIDTH, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).replace(/[,\uff0c\s]/g, "");
  return /^-?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : null;
}

/** A value that is not one yet stays text, so that its check can say so and a draft keeps it. */
export function notANumber(value: unknown): string | null {
  return typeof value === "number" && Number.isFinite(value) && Math.abs(value) <= 1e15 ? null : t("phone.check.number");
}

export function Typed({ value, set, id, described, wrong, read, write, decimals, negative, before, after }: Props) {
  const shown = typeof value === "number" ? write(value) : ((value as string | null) ?? "");
  const [text, setText] = useState(shown);
  useEffect(() => {
    // Changed from outside (a draft, another field), not by what was typed here.
    setText((now) => ((read(now) ?? (now || null)) === (value ?? null) ? now : shown));
  }, [value]);
  const mode = negative ? "text" : decimals ? "decimal" : "numeric"; // iOS's number pads have no minus sign
  return (
    <span className="typed">
      {before ? <span aria-hidden="true">{before}</span> : null}
      <input
        id={id} className="input" type="text" inputMode={mode} autoComplete="off" value={text}
        aria-describedby={described} aria-invalid={wrong || undefined}
        onChange={(event) => {
          setText(event.target.value);
          set(read(event.target.value) ?? (event.target.value.trim() || null));
        }}
      />
      {after ? <span aria-hidden="true">{after}</span> : null}
    </span>
  ); // prettier-ignore
}

/** Words for a number outside `min` and `max`; null within. */
export function outOfBounds(value: number, low: number | undefined, high: number | undefined, shown: (bound: number) => string = String): string | null {
  if (low !== undefined && value < low) return t("phone.check.min", { least: shown(low) });
  return high !== undefined && value > high ? t("phone.check.max", { most: shown(high) }) : null;
}

/** Words for too many decimals; null for few enough. */
export function tooFine(value: number, most: number): string | null {
  const rounded = Math.round(value * 10 ** most) / 10 ** most;
  if (Math.abs(rounded - value) <= 1e-9 * Math.max(1, Math.abs(value))) return null;
  return most === 0 ? t("phone.check.whole") : t("phone.check.decimals", { most });
}
