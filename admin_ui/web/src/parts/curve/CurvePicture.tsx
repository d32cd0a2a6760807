import { useId } from "react";
import { count, NOTHING, percent } from "../../format/number";
import { useWords } from "../../i18n/words";
import { type Curve, bends, drawn, pointsAt, reach } from "./curve";
import "./CurvePicture.css";

interface Shown {
  curve: Curve;
  cap?: number | undefined;
  floor?: number | undefined;
  /** The x axis is an attainment, written in per cent; else a plain number. */
  share: boolean;
  /** Where a unit stands, or what is being tried. */
  mark?: number | null | undefined;
  label: string;
  /** Without numbers at the axes: a small one in a list. */
  small?: boolean;
}

const [WIDE, HIGH] = [320, 168];

/** A curve as a line from left to right, with the place somebody stands at. */
export function CurvePicture({ curve, cap, floor, share, mark, label, small = false }: Shown) {
  const { lang } = useWords();
  const id = useId();
  const limits = { ...(cap === undefined ? {} : { cap }), ...(floor === undefined ? {} : { floor }) };
  const [low, high] = reach(curve, limits, mark);
  const line = drawn(curve, limits, low, high);
  const heights = line.map(([, y]) => y);
  const [bottom, top] = [Math.min(0, ...heights), Math.max(100, ...heights)];
  const edge = small ? 6 : 30;
  const left = small ? 6 : 40;
  const x = (value: number) => left + ((value - low) / (high - low)) * (WIDE - left - 10);
  const y = (value: number) => HIGH - edge - ((value - bottom) / (top - bottom)) * (HIGH - edge - 12);
  const points = line.map(([a, b]) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`).join(" ");
  const written = (value: number) => (share ? percent(value, lang).replace(".0%", "%") : short(value));
  const ticks = apart([...new Set(bends(curve, limits))].filter((one) => one >= low && one <= high).sort((a, b) => a - b), x);
  const at = mark === null || mark === undefined ? null : { x: x(mark), y: y(pointsAt(curve, mark, limits)) };
  const said = at && mark !== null && mark !== undefined ? `${label} ${written(mark)} → ${short(pointsAt(curve, mark, limits))}` : label;
  return (
    <svg className={small ? "curvepicture curvepicture-small" : "curvepicture"} viewBox={`0 0 ${WIDE} ${HIGH}`} role="img" aria-labelledby={id}>
      <title id={id}>{said}</title>
      {(small ? [100] : [...new Set([bottom, 0, 50, 100, top])]).map((value) => (
        <g key={value}>
          <line className="curvepicture-grid" x1={left} x2={WIDE - 10} y1={y(value)} y2={y(value)} />
          {small ? null : (
            <text className="curvepicture-text" x={left - 6} y={y(value) + 4} textAnchor="end">
              {count(value, lang)}
            </text>
          )}
        </g>
      ))}
      {small
        ? null
        : ticks.map((value) => (
            <g key={value}>
              <line className="curvepicture-tick" x1={x(value)} x2={x(value)} y1={HIGH - edge} y2={HIGH - edge + 4} />
              <text className="curvepicture-text" x={x(value)} y={HIGH - edge + 18} textAnchor="middle">
                {written(value)}
              </text>
            </g>
          ))}
      <polyline className="curvepicture-line" points={points} />
      {at ? (
        <g>
          <line className="curvepicture-drop" x1={at.x} x2={at.x} y1={at.y} y2={HIGH - edge} />
          <circle className="curvepicture-mark" cx={at.x} cy={at.y} r={small ? 9 : 6} />
        </g>
      ) : null}
    </svg>
  );
}

/** Those of the ticks whose words do not run into one another. */
function apart(ticks: readonly number[], x: (value: number) => number): number[] {
  return ticks.reduce<number[]>((kept, one) => (kept.length && x(one) - x(kept.at(-1)!) < 36 ? kept : [...kept, one]), []);
}

/** A number with up to two decimals, as short as it is. */
function short(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 100) / 100).replace("-", "−") : NOTHING;
}
