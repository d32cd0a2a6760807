import { useState } from "react";
import { locate, type NoPlace } from "../../camera/place";
import type { Place } from "../../data/shapes";
import { t } from "../../words";
import type { PhoneField, ViewProps } from "../contract";

function View({ value, set, id, described }: ViewProps) {
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState<NoPlace | null>(null);
  const place = value as Place | null;

  async function take() {
    setBusy(true);
    setWhy(null);
    await locate().then(set, setWhy);
    setBusy(false);
  }

  return (
    <div className="stack" id={id} role="group" aria-labelledby={`${id}-label`} aria-describedby={described}>
      {place ? (
        <p className="computed">
          {place.lat.toFixed(5)}, {place.lon.toFixed(5)} <span className="soft">{t("phone.field.accuracy", { metres: Math.round(place.accuracy) })}</span>
        </p>
      ) : null}
      <button type="button" className="add" disabled={busy} onClick={() => void take()}>
        {busy ? t("phone.field.locating") : t(place ? "phone.field.locate_again" : "phone.field.locate")}
      </button>
      {why ? <p className="fault" role="alert">{t(`phone.place.${why}`)}</p> : null}
    </div>
  ); // prettier-ignore
}

export const FIELD: PhoneField = {
  View,
  group: true,
  scalars: (field, { lat, lon, accuracy }: Place) => ({
    [field.name]: true, [`${field.name}__lat`]: lat, [`${field.name}__lon`]: lon, [`${field.name}__accuracy`]: accuracy,
  }), // prettier-ignore
  check: (field, { accuracy }: Place) => {
    const most = field.accuracy as number | undefined;
    return most !== undefined && accuracy > most ? t("phone.check.accuracy", { most }) : null;
  },
};
