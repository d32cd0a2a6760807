import { DeleteOutlined, SplitCellsOutlined } from "@ant-design/icons";
import { Button, InputNumber, Select } from "antd";
import { useWords } from "../../../../i18n/words";
import { Lamp } from "../../../../parts/Lamp";
import { type Band, type BandLight, halved, limitsOf, moved, tidy, without } from "../../logic/scale";

interface Rows {
  bands: readonly Band[];
  readOnly: boolean;
  onChange: (bands: Band[]) => void;
}

/** The bands one below the other, the best first: light and lower limit of each, typed. */
export function BandRows({ bands, readOnly, onChange }: Rows) {
  const { t } = useWords();
  const limits = limitsOf(bands);
  const lights = (["red", "yellow", "green"] as const).map((light) => ({ value: light, label: t(`light.${light}`) }));
  return (
    <ol className="bandrows" reversed>
      {bands
        .map((band, i) => ({ band, i }))
        .reverse()
        .map(({ band, i }) => {
          const place = i + 1;
          const limit = limits[i - 1];
          return (
            <li key={i} data-path={`$.bands[${i}]`}>
              <Lamp light={band.light} size={24} silent />
              <Select<BandLight> disabled={readOnly} aria-label={`${t("builder.scale.band", { place })} ${t("builder.scale.light")}`} value={band.light} options={lights} onChange={(light) => onChange(bands.map((one, k) => (k === i ? { ...one, light } : one)))} />
              <span className="bandrows-from" data-path={`$.bands[${i}].from`}>
                {limit === undefined ? (
                  <span className="soft">{t("builder.scale.endless")}</span>
                ) : (
                  <InputNumber<number> disabled={readOnly} aria-label={`${t("builder.scale.band", { place })} ${t("builder.scale.from")}`} value={tidy(limit * 100)} step={1} prefix="≥" suffix="%" onChange={(next) => next !== null && onChange(moved(bands, i - 1, next / 100))} changeOnBlur />
                )}
              </span>
              {readOnly ? null : (
                <>
                  <Button type="text" icon={<SplitCellsOutlined aria-hidden />} aria-label={t("builder.scale.split", { place })} title={t("builder.scale.split", { place })} disabled={bands.length >= 20} onClick={() => onChange(halved(bands, i))} />
                  <Button type="text" icon={<DeleteOutlined aria-hidden />} aria-label={t("builder.scale.drop", { place })} title={t("builder.scale.drop", { place })} disabled={bands.length < 2} onClick={() => onChange(without(bands, i))} />
                </>
              )}
            </li>
          );
        })}
    </ol>
  );
}
