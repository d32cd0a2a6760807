import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, InputNumber } from "antd";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import type { Issue } from "../../../../api/types";
import { useWords } from "../../../../i18n/words";
import { isObject, type Json, within } from "../../logic/path";
import { IssueLines } from "../form/IssueLines";
import { type Band, bandsIn, edged, newBand, shifted } from "./standard";

interface Shown {
  value: { [key: string]: Json };
  issues: readonly Issue[];
  readOnly: boolean;
  onChange: (next: Json) => void;
}

const STEP = 0.01;

/** Strips of the picture, drawn over one: edges are dragged, or moved by the arrow keys. The picture to draw on is only looked at. */
export function Bands({ value, issues, readOnly, onChange }: Shown) {
  const { t, words } = useWords();
  const frame = useRef<HTMLDivElement>(null);
  const [ground, setGround] = useState<string | null>(null);
  const bands = bandsIn(value.bands);
  const set = (next: readonly Band[]) => onChange(next as unknown as Json);
  const put = (at: number, band: Band) => set(bands.map((one, i) => (i === at ? band : one)));
  useEffect(() => () => void (ground && URL.revokeObjectURL(ground)), [ground]);
  const drag = (event: PointerEvent, at: number, edge: "from" | "to") => {
    const box = frame.current?.getBoundingClientRect();
    const band = bands[at];
    if (!box || !band || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    put(at, edged(band, edge, (event.clientY - box.top) / box.height));
  };
  const keys = (event: KeyboardEvent, at: number, edge: "from" | "to" | null) => {
    const band = bands[at];
    const by = event.key === "ArrowDown" ? STEP : event.key === "ArrowUp" ? -STEP : 0;
    if (!by || !band || readOnly) return;
    event.preventDefault();
    put(at, edge ? edged(band, edge, band[edge] + by) : shifted(band, by));
  };
  const example = (Array.isArray(value.references) ? value.references : []).filter(isObject).flatMap((one) => (Array.isArray(one.images) ? one.images : [])).find((one) => typeof one === "string");
  const percent = (share: number) => Math.round(share * 100);
  return (
    <section className="formpart photostandard-part" data-path="$.bands" aria-labelledby="standard-bands">
      <h3 id="standard-bands">{t("builder.photo_standard.band.title")}</h3>
      <p className="soft">{t("builder.photo_standard.band.lead")}</p>
      <div className="photostandard-bands">
        <div>
          <div className="photostandard-frame" ref={frame}>
            {ground || example ? <img src={ground ?? (example as string)} alt={t("builder.photo_standard.band.ground")} /> : <span className="photostandard-empty soft">{t("builder.photo_standard.band.none")}</span>}
            {bands.map((band, at) => (
              <span key={at} className="photostandard-band" style={{ top: `${band.from * 100}%`, height: `${(band.to - band.from) * 100}%` }}>
                <span className="photostandard-label">{words(band.title) || band.name}</span>
                {readOnly
                  ? null
                  : (["from", "to"] as const).map((edge) => (
                      <span
                        key={edge}
                        role="slider"
                        tabIndex={0}
                        className={`photostandard-edge photostandard-${edge}`}
                        aria-label={t(`builder.photo_standard.band.${edge}Of`, { title: words(band.title) || band.name })}
                        aria-orientation="vertical"
                        aria-valuemin={0}
                        aria-valuemax={100}
                        aria-valuenow={percent(band[edge])}
                        aria-valuetext={`${percent(band[edge])}%`}
                        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
                        onPointerMove={(event) => drag(event, at, edge)}
                        onKeyDown={(event) => keys(event, at, edge)}
                      />
                    ))}
              </span>
            ))}
          </div>
          <label className="photostandard-choose">
            <span>{t("builder.photo_standard.band.choose")}</span>
            <input type="file" accept="image/*" className="unseen" aria-label={t("builder.photo_standard.band.choose")} onChange={({ target }) => setGround(target.files?.[0] ? URL.createObjectURL(target.files[0]) : null)} />
          </label>
        </div>
        <ul className="photostandard-rows">
          {bands.map((band, at) => (
            <li key={at} data-path={`$.bands[${at}]`}>
              <Input readOnly={readOnly} aria-label={`${t("builder.photo_standard.band.name")} ${t("builder.field.zh")}`} value={band.title.zh} onChange={({ target }) => put(at, { ...band, title: { zh: target.value, en: band.title.en === band.title.zh ? target.value : band.title.en } })} />
              <Input readOnly={readOnly} aria-label={`${t("builder.photo_standard.band.name")} ${t("builder.field.en")}`} value={band.title.en} onChange={({ target }) => put(at, { ...band, title: { ...band.title, en: target.value } })} />
              <Input className="namedlist-name" readOnly={readOnly} aria-label={`${words(band.title)} ${t("builder.new.name")}`} value={band.name} onChange={({ target }) => put(at, { ...band, name: target.value.trim() })} />
              {(["from", "to"] as const).map((edge) => (
                <InputNumber key={edge} readOnly={readOnly} aria-label={t(`builder.photo_standard.band.${edge}Of`, { title: words(band.title) || band.name })} suffix="%" min={0} max={100} precision={0} value={percent(band[edge])} onChange={(next) => next !== null && put(at, edged(band, edge, next / 100))} />
              ))}
              {readOnly ? null : <Button type="text" icon={<DeleteOutlined aria-hidden />} aria-label={t("builder.list.remove", { label: words(band.title) || band.name })} onClick={() => set(bands.filter((_, i) => i !== at))} />}
              <IssueLines issues={issues.filter((issue) => within(issue.path, `$.bands[${at}]`))} />
            </li>
          ))}
          {readOnly ? null : (
            <li className="photostandard-add">
              <Button icon={<PlusOutlined aria-hidden />} onClick={() => set([...bands, newBand(bands, { zh: t("builder.photo_standard.band.fresh", { lng: "zh" }), en: t("builder.photo_standard.band.fresh", { lng: "en" }) })])}>
                {t("builder.photo_standard.band.add")}
              </Button>
            </li>
          )}
        </ul>
      </div>
    </section>
  );
}
