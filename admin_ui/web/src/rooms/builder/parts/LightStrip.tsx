import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { Lamp } from "../../../parts/Lamp";
import { useWords } from "../../../i18n/words";
import { asPercent, type Band, lightAt, limitsOf, moved, stretch, tidy } from "../logic/scale";
import "./LightStrip.css";

interface Strip {
  bands: readonly Band[];
  /** Attainments of units, rising: where they stand under the strip. */
  marks?: readonly number[];
  /** None: the strip is only looked at. */
  onChange?: ((bands: Band[]) => void) | undefined;
}

const STEPS: Record<string, number> = { ArrowLeft: -0.01, ArrowDown: -0.01, ArrowRight: 0.01, ArrowUp: 0.01, PageDown: -0.05, PageUp: 0.05 };

/** The bands of a scale as a strip of lights; its limits are dragged, or moved by arrow keys (Shift: a tenth of a per cent). */
export function LightStrip({ bands, marks = [], onChange }: Strip) {
  const { t } = useWords();
  const strip = useRef<HTMLDivElement>(null);
  const limits = limitsOf(bands);
  const fit = stretch(limits, marks);
  const [held, setHeld] = useState<[number, number] | null>(null);
  const [low, high] = held ?? fit;
  const at = (value: number) => Math.min(100, Math.max(0, ((value - low) / (high - low)) * 100));
  const drag = (event: PointerEvent, i: number) => {
    const box = strip.current?.getBoundingClientRect();
    if (!box || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    const step = event.altKey ? 0.001 : 0.005;
    onChange?.(moved(bands, i, tidy(Math.round((low + share * (high - low)) / step) * step)));
  };
  const keys = (event: KeyboardEvent, i: number) => {
    const step = STEPS[event.key];
    const now = limits[i];
    if (step === undefined || now === undefined) return;
    event.preventDefault();
    onChange?.(moved(bands, i, tidy(now + (event.shiftKey ? step / 10 : step))));
  };
  const ends = [low, ...limits, high];
  return (
    <div className="lightstrip">
      <div className="lightstrip-bar" ref={strip}>
        {bands.map(({ light }, i) => {
          const [from, to] = [at(ends[i] ?? low), at(ends[i + 1] ?? high)];
          return (
            <span key={i} className={`lightstrip-band lightstrip-${light}`} style={{ left: `${from}%`, width: `${Math.max(0, to - from)}%` }}>
              <Lamp light={light} size={20} silent />
              <span className="lightstrip-word">{t(`light.${light}`)}</span>
            </span>
          );
        })}
        {limits.map((limit, i) => {
          const place = { left: `${at(limit)}%` };
          const label = t("builder.strip.limit", { below: t(`light.${bands[i]?.light}`), above: t(`light.${bands[i + 1]?.light}`) });
          return onChange ? (
            <span
              key={i}
              role="slider"
              tabIndex={0}
              className="lightstrip-handle"
              style={place}
              aria-label={label}
              aria-valuemin={tidy(low * 100)}
              aria-valuemax={tidy(high * 100)}
              aria-valuenow={tidy(limit * 100)}
              aria-valuetext={t("builder.strip.value", { limit: asPercent(limit), light: t(`light.${lightAt(bands, limit) ?? "grey"}`) })}
              onKeyDown={(event) => keys(event, i)}
              onPointerDown={(event) => {
                event.currentTarget.setPointerCapture(event.pointerId);
                setHeld(fit);
              }}
              onPointerMove={(event) => drag(event, i)}
              onPointerUp={() => setHeld(null)}
              onPointerCancel={() => setHeld(null)}
            />
          ) : null;
        })}
      </div>
      <div className="lightstrip-limits" aria-hidden>
        {limits.map((limit, i) => (
          <span key={i} style={{ left: `${at(limit)}%` }}>
            {asPercent(limit)}%
          </span>
        ))}
      </div>
      {marks.length ? (
        <div className="lightstrip-marks" aria-hidden>
          {marks.map((mark, i) => (
            <i key={i} style={{ left: `${at(mark)}%` }} />
          ))}
        </div>
      ) : null}
    </div>
  );
}
