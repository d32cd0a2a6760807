import { Alert, Button } from "antd";
import { useState } from "react";
import { useWords } from "../../../../i18n/words";
import { Loading } from "../../../../parts/Loading";
import { useKinds } from "../../changes";
import type { Definition, EditorProps } from "../../editor";
import type { Json } from "../../logic/path";
import { asPercent, type Band, bandsOf, lightAt, limitsOf, mended, sound } from "../../logic/scale";
import { GenericEditor } from "../../parts/GenericEditor";
import { LightStrip } from "../../parts/LightStrip";
import { BandRows } from "./BandRows";
import "./ScaleEditor.css";
import { ScalePreview } from "./ScalePreview";

/** A scale: its bands as a strip whose limits are dragged or typed, and what that does to today's lights. */
export default function ScaleEditor({ change, value, issues, readOnly, onChange }: EditorProps) {
  const { t } = useWords();
  const kind = useKinds().data?.find((one) => one.kind === "scale");
  const [marks, setMarks] = useState<readonly number[]>([]);
  if (!kind) return <Loading lines={6} />;
  const bands = bandsOf(value.bands as Json);
  const whole = sound(bands);
  const set = (next: Band[]) => onChange({ ...value, bands: next });
  const given = { kind, change, value: value as Json, issues, readOnly, onChange: (next: { [key: string]: Json }) => onChange(next as Definition) };
  return (
    <div className="scaleeditor">
      <section data-path="$.bands" aria-labelledby="scale-bands">
        <h3 id="scale-bands">{t("builder.scale.bands")}</h3>
        {whole ? (
          <>
            {readOnly ? null : <p className="soft small">{t("builder.scale.drag")}</p>}
            <LightStrip bands={bands} marks={marks} onChange={readOnly ? undefined : set} />
            {limitsOf(bands).map((limit) => (
              <p key={limit} className="small">
                {t("builder.scale.rule", { limit: asPercent(limit), light: t(`light.${lightAt(bands, limit) ?? "grey"}`) })}
              </p>
            ))}
            <BandRows bands={bands} readOnly={readOnly} onChange={set} />
          </>
        ) : (
          <Alert type={bands.length ? "error" : "info"} showIcon title={t(bands.length ? "builder.scale.torn" : "builder.scale.none")} action={readOnly ? undefined : !bands.length ? <Button onClick={() => set(mended(bands))}>{t("builder.scale.begin")}</Button> : <Button onClick={() => set(mended(bands))}>{t("builder.scale.mend")}</Button>} />
        )}
      </section>
      {change ? <ScalePreview change={change} value={value} onMarks={setMarks} /> : null}
      <GenericEditor {...given} but={whole ? ["bands"] : []} />
    </div>
  );
}
