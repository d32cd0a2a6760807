import { lazy, Suspense, useState } from "react";
import { localInstant } from "../../data/ids";
import { Dialog } from "../../parts/Dialog";
import { Picture } from "../../parts/Picture";
import { t } from "../../words";
import type { PhoneField, ViewProps } from "../contract";

const Pad = lazy(() => import("../../camera/Pad"));

function View({ field, value, set, id, described, files }: ViewProps) {
  const [open, setOpen] = useState(false);
  const [signed] = (value as string[] | null) ?? [];
  return (
    <div className="stack" id={id} role="group" aria-labelledby={`${id}-label`} aria-describedby={described}>
      {signed ? <Picture bytes={files.get(signed)?.bytes} type="image/png" words={t("phone.field.signature")} large /> : null}
      <button type="button" className="add" onClick={() => setOpen(true)}>
        {t(signed ? "phone.field.sign_again" : "phone.field.sign")}
      </button>
      {open ? (
        <Dialog title={t("phone.field.signature")} close={() => setOpen(false)} whole>
          <Suspense fallback={<p className="soft">{t("phone.loading")}</p>}>
            <Pad
              done={async (bytes) => {
                const added = await files.add(field.name, bytes, { media_type: "image/png", taken_at: localInstant(), location: null });
                if (signed) files.remove(signed);
                set([added]);
                setOpen(false);
              }}
            />
          </Suspense>
        </Dialog>
      ) : null}
    </div>
  );
}

export const FIELD: PhoneField = {
  View,
  files: true,
  group: true,
  none: (field) => ({ [field.name]: 0 }),
  scalars: (field, value: string[]) => ({ [field.name]: value.length }),
};
