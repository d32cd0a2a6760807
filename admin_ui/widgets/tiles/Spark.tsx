export interface Dot {
  day: string;
  actual: number | null;
  target: number | null;
}

const [WIDE, HIGH, EDGE] = [120, 36, 3];

/** The course of the last days as a small line with its target; a day without data is a gap. Drawn without a library. */
export function Spark({ dots, label }: { dots: readonly Dot[]; label: string }) {
  const known = dots.flatMap(({ actual, target }) => [actual, target]).filter((value) => value !== null);
  if (!dots.some(({ actual }) => actual !== null)) return <span className="spark" />;
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const x = (at: number) => EDGE + (at * (WIDE - 2 * EDGE)) / Math.max(1, dots.length - 1);
  const y = (value: number) => HIGH - EDGE - ((value - low) * (HIGH - 2 * EDGE)) / (high - low || 1);
  const line = (of: "actual" | "target") =>
    dots
      .map((dot, at) => ({ value: dot[of], at, after: at > 0 && dots[at - 1]?.[of] !== null }))
      .flatMap(({ value, at, after }) => (value === null ? [] : [`${after ? "L" : "M"}${x(at).toFixed(1)} ${y(value).toFixed(1)}`]))
      .join("");
  const last = dots.findLastIndex(({ actual }) => actual !== null);
  return (
    <svg className="spark" viewBox={`0 0 ${WIDE} ${HIGH}`} preserveAspectRatio="none" role="img" aria-label={label}>
      <path className="spark-target" d={line("target")} />
      <path className="spark-actual" d={line("actual")} />
      <circle cx={x(last)} cy={y(dots[last]?.actual ?? 0)} r="2.5" />
    </svg>
  );
}
