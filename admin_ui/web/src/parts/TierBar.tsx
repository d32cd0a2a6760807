import type { Light } from "../api/types";
import { useManner } from "../format/manner";
import { valueOf } from "../format/number";
import { tierScale } from "../format/tiers";
import { useWords } from "../i18n/words";
import "./TierBar.css";

/** How far the actual value reaches between the tiers of its target; the tiers also in figures. */
export function TierBar({ light }: { light: Light }) {
  const { named } = useWords();
  const manner = useManner();
  const scale = tierScale(light);
  if (!scale) return null;
  const inWords = (name: string, value: number) => `${named("tier", name)} ${valueOf(value, light, manner)}`;
  return (
    <div className="tierbar">
      <svg viewBox="0 0 200 14" preserveAspectRatio="none" aria-hidden="true">
        <rect className="tierbar-ground" y="4" width="200" height="6" rx="3" />
        {scale.actual === null ? null : (
          <rect className={`tierbar-actual tierbar-${light.light}`} y="4" width={scale.actual * 200} height="6" rx="3" />
        )}
        {scale.ticks.map(({ name, at }) => (
          <rect key={name} className="tierbar-tick" x={at * 200 - 1} y={name === "target" ? 0 : 2} width="2" height={name === "target" ? 14 : 10} />
        ))}
      </svg>
      <ul>
        {scale.ticks
          .filter(({ name }) => name !== "target")
          .sort((a, b) => a.at - b.at)
          .map(({ name, value }) => (
            <li key={name}>{inWords(name, value)}</li>
          ))}
      </ul>
    </div>
  );
}
