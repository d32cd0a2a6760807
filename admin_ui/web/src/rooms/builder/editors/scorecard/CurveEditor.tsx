import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, InputNumber, Segmented } from "antd";
import { useId, useState } from "react";
import { useWords } from "../../../../i18n/words";
import { type Band, type Curve, known, type Place, pointsAt } from "../../../../parts/curve/curve";
import { CurvePicture } from "../../../../parts/curve/CurvePicture";
import { beginning } from "./begin";
import "./CurveEditor.css";

interface Edited {
  curve: unknown;
  path: string;
  /** What goes in is an attainment, written in per cent. */
  share: boolean;
  cap: number;
  floor: number;
  label: string;
  readOnly: boolean;
  onChange: (curve: Curve) => void;
}

const TYPES: Curve["type"][] = ["linear", "step", "table"];
const tidy = (value: number) => Number(value.toPrecision(12));

/** A curve: its type, its places as numbers, the line they make, and what an attainment would get. */
export function CurveEditor({ curve, path, share, cap, floor, label, readOnly, onChange }: Edited) {
  const { t } = useWords();
  const [tried, setTried] = useState<number | null>(share ? 0.9 : null);
  const id = useId();
  const type = (curve as Curve | undefined)?.type;
  const foreign = type !== undefined && !TYPES.includes(type);
  return (
    <div className="curveeditor" data-path={path}>
      <div className="curveeditor-settings">
        <Segmented<string>
          aria-label={t("builder.scorecard.type", { label })}
          disabled={readOnly}
          value={type ?? ""}
          options={[...TYPES.map((value) => ({ value: value as string, label: t(`builder.scorecard.types.${value}`) })), ...(foreign ? [{ value: String(type), label: String(type) }] : [])]}
          onChange={(next) => onChange(beginning(next as Curve["type"], share))}
        />
        <p className="soft small">{t(foreign ? "builder.scorecard.foreign" : `builder.scorecard.about.${type ?? "linear"}`)}</p>
        {foreign || !type ? null : <Places curve={curve as Curve} share={share} readOnly={readOnly} path={path} onChange={onChange} />}
      </div>
      {known(curve) ? (
        <div className="curveeditor-look">
          <CurvePicture curve={curve} cap={cap} floor={floor} share={share} mark={tried} label={label} />
          <div className="curveeditor-try">
            <label htmlFor={id}>{t(share ? "builder.scorecard.try" : "builder.scorecard.tryValue")}</label>
            <InputNumber<number> id={id} value={tried === null ? null : share ? tidy(tried * 100) : tried} {...(share ? { suffix: "%" } : {})} onChange={(next) => setTried(next === null ? null : share ? tidy(next / 100) : next)} />
            <output htmlFor={id}>{tried === null ? "—" : t("builder.scorecard.gets", { points: String(pointsAt(curve, tried, { cap, floor })) })}</output>
          </div>
        </div>
      ) : foreign ? null : (
        <p className="field-issue">{t("builder.scorecard.torn")}</p>
      )}
    </div>
  );
}

interface Listed {
  curve: Curve;
  share: boolean;
  readOnly: boolean;
  path: string;
  onChange: (curve: Curve) => void;
}

function Places({ curve, share, readOnly, path, onChange }: Listed) {
  const { t } = useWords();
  const rows: { at: number | null; points: number; path: string }[] =
    curve.type === "linear"
      ? [
          { ...curve.from, path: `${path}.from` },
          { ...curve.to, path: `${path}.to` },
        ]
      : curve.type === "step"
        ? curve.bands.map(({ from, points }, i) => ({ at: from, points, path: `${path}.bands[${i}]` }))
        : curve.places.map((place, i) => ({ ...place, path: `${path}.places[${i}]` }));
  const put = (next: { at: number | null; points: number }[]) => {
    const place = (row: { at: number | null; points: number } | undefined): Place => ({ at: row?.at ?? 0, points: row?.points ?? 0 });
    if (curve.type === "linear") onChange({ ...curve, from: place(next[0]), to: place(next[1]) });
    else if (curve.type === "step") onChange({ ...curve, bands: next.map(({ at, points }, i): Band => ({ from: i ? (at ?? 0) : null, points })) });
    else onChange({ ...curve, places: next.map(place) });
  };
  const set = (i: number, change: Partial<{ at: number; points: number }>) => put(rows.map(({ at, points }, k) => ({ at, points, ...(k === i ? change : {}) })));
  const least = curve.type === "step" ? 1 : 2;
  const add = () => {
    const [before, last] = [rows.at(-2), rows.at(-1)];
    const step = before && last ? (last.at ?? 0) - (before.at ?? 0) : share ? 0.1 : 10;
    put([...rows, { at: tidy((last?.at ?? 0) + (step > 0 ? step : share ? 0.1 : 10)), points: last?.points ?? 0 }]);
  };
  return (
    <>
      <ol className="curveeditor-places">
        {rows.map((row, i) => (
          <li key={i} data-path={row.path}>
            <span className="curveeditor-at">
              {row.at === null ? (
                <span className="soft">{t("builder.scorecard.below")}</span>
              ) : (
                <InputNumber<number>
                  disabled={readOnly}
                  aria-label={t(share ? "builder.scorecard.at" : "builder.scorecard.atValue", { place: i + 1 })}
                  value={share ? tidy(row.at * 100) : row.at}
                  {...(share ? { suffix: "%" } : {})}
                  {...(curve.type === "step" ? { prefix: "≥" } : {})}
                  onChange={(next) => next !== null && set(i, { at: share ? tidy(next / 100) : next })}
                />
              )}
            </span>
            <span aria-hidden>→</span>
            <InputNumber<number> disabled={readOnly} aria-label={t("builder.scorecard.points", { place: i + 1 })} value={row.points} suffix={t("builder.scorecard.unit")} onChange={(next) => next !== null && set(i, { points: next })} />
            {readOnly || curve.type === "linear" ? null : (
              <Button type="text" icon={<DeleteOutlined aria-hidden />} aria-label={t("builder.scorecard.dropPlace", { place: i + 1 })} disabled={rows.length <= least || (curve.type === "step" && i === 0)} onClick={() => put(rows.filter((_, k) => k !== i))} />
            )}
          </li>
        ))}
      </ol>
      {readOnly || curve.type === "linear" ? null : (
        <Button size="small" icon={<PlusOutlined aria-hidden />} disabled={rows.length >= 20} onClick={add}>
          {t("builder.scorecard.addPlace")}
        </Button>
      )}
    </>
  );
}
