import { lazy, Suspense, useState } from "react";
import { Picture } from "../../parts/Picture";
import { Dialog } from "../../parts/Dialog";
import { t } from "../../words";
import { option, type PhoneField, type ViewProps } from "../contract";

const Camera = lazy(() => import("../../camera/Camera"));

function View({ field, value, set, id, described, asked, files }: ViewProps) {
  const [open, setOpen] = useState(false);
  const [looked, setLooked] = useState<string | null>(null);
  const ids = (value as string[] | null) ?? [];
  const [least, most] = option(field, "count", [1, 1]);
  const drop = (gone: string) => {
    files.remove(gone);
    const left = ids.filter((one) => one !== gone);
    set(left.length ? left : null);
    setLooked(null);
  };
  return (
    <div id={id} role="group" aria-labelledby={`${id}-label`} aria-describedby={described}>
      <ul className="photos">
        {ids.map((one, at) => (
          <li key={one}>
            <button type="button" className="photo" onClick={() => setLooked(one)}>
              <Picture bytes={files.get(one)?.bytes} type="image/jpeg" words={t("phone.field.photo_number", { number: at + 1 })} />
            </button>
          </li>
        ))}
        {ids.length < most ? (
          <li>
            <button type="button" className="photo take" onClick={() => setOpen(true)}>
              <svg viewBox="0 0 24 24" width="28" height="28" aria-hidden="true">
                <path d="M4 8h3l1.6-2.4h6.8L17 8h3a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1z" />
                <circle cx="12" cy="13" r="3.6" />
              </svg>
              {t("phone.field.take_photo")}
            </button>
          </li>
        ) : null}
      </ul>
      <p className="soft">{t(least === most ? "phone.field.photos_exactly" : "phone.field.photos_between", { least, most, taken: ids.length })}</p>
      {open ? (
        <Dialog title={t("phone.camera.title")} close={() => setOpen(false)} whole>
          <Suspense fallback={<p className="soft">{t("phone.loading")}</p>}>
            <Camera
              field={field}
              unit={asked.ground.unit}
              taken={async (shot) => {
                const added = await files.add(field.name, shot.bytes, { media_type: "image/jpeg", taken_at: shot.taken_at, location: shot.location });
                set([...ids, added]);
                setOpen(false);
              }}
            />
          </Suspense>
        </Dialog>
      ) : null}
      {looked ? (
        <Dialog title={t("phone.field.photo_number", { number: ids.indexOf(looked) + 1 })} close={() => setLooked(null)} whole>
          <Picture bytes={files.get(looked)?.bytes} type="image/jpeg" words={t("phone.field.photo_number", { number: ids.indexOf(looked) + 1 })} large />
          <button type="button" className="danger wide" onClick={() => drop(looked)}>
            {t("phone.field.remove_photo")}
          </button>
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
  check: (field, value: string[]) => {
    const [least, most] = option(field, "count", [1, 1]);
    if (value.length < least) return t("phone.check.least_photos", { least });
    return value.length > most ? t("phone.check.most_photos", { most }) : null;
  },
};
