import { lazy, Suspense, useState } from "react";
import { Dialog } from "../../parts/Dialog";
import { t } from "../../words";
import { option, type PhoneField, type ViewProps } from "../contract";

const Scanner = lazy(() => import("../../camera/Scanner"));
const DIGITS: Record<string, number> = { ean_13: 13, ean_8: 8, upc_a: 12 };

function View({ field, value, set, id, described, wrong }: ViewProps) {
  const [open, setOpen] = useState(false);
  const typed = option(field, "typed", true);
  return (
    <div className="with-button">
      <input
        id={id} className="input" type="text" autoComplete="off" autoCapitalize="none" spellCheck={false} readOnly={!typed}
        value={(value as string) ?? ""} aria-describedby={described} aria-invalid={wrong || undefined} onChange={(event) => set(event.target.value.trim() || null)}
      />
      <button type="button" onClick={() => setOpen(true)}>
        {t("phone.field.scan")}
      </button>
      {open ? (
        <Dialog title={t("phone.scan.title")} close={() => setOpen(false)} whole>
          <Suspense fallback={<p className="soft">{t("phone.loading")}</p>}>
            <Scanner
              formats={option<string[]>(field, "formats", [])}
              found={(code) => {
                set(code);
                setOpen(false);
              }}
            />
          </Suspense>
        </Dialog>
      ) : null}
    </div>
  ); // prettier-ignore
}

/** Whether the last digit of an EAN or UPC code is the one that the others give. */
function sound(code: string, length: number): boolean {
  if (code.length !== length || !/^\d+$/.test(code)) return false;
  const digits = [...code].reverse().map(Number);
  return digits.reduce((sum, digit, at) => sum + digit * (at % 2 ? 3 : 1), 0) % 10 === 0;
}

export const FIELD: PhoneField = {
  View,
  check: (field, value: string) => {
    const formats = option<string[]>(field, "formats", []);
    const numbers = formats.length > 0 && formats.every((name) => name in DIGITS);
    return numbers && !formats.some((name) => sound(value, DIGITS[name]!)) ? t("phone.check.barcode") : null;
  },
};
