import { useState } from "react";
import { useWords } from "../../../i18n/words";
import { pictureOf } from "../queries";
import type { Finding } from "../shapes";
import "./Photo.css";

interface Shown {
  id: string;
  /** Named for those who do not see it. */
  label: string;
  findings?: readonly Finding[];
  boxes?: boolean;
}

/** A photo with what was found drawn over it. Boxes are fractions of the picture. */
export function Photo({ id, label, findings = [], boxes = true }: Shown) {
  const { t } = useWords();
  const [gone, setGone] = useState(false);
  if (gone) return <p className="photo-gone soft">{t("forms.photo.gone")}</p>;
  return (
    <span className="photo">
      <img src={pictureOf(id, "full")} alt={label} onError={() => setGone(true)} />
      {boxes
        ? findings.map(({ label: what, box: [x, y, w, h], confidence }, i) => (
            <span key={i} className="photo-box" style={{ left: `${x * 100}%`, top: `${y * 100}%`, width: `${w * 100}%`, height: `${h * 100}%` }}>
              <span className="photo-label">
                {what} {Math.round(confidence * 100)}%
              </span>
            </span>
          ))
        : null}
    </span>
  );
}
