import type { Light } from "../api/types";
import { useManner } from "../format/manner";
import { valueOf } from "../format/number";
import { tierScale } from "../format/tiers";
import { useWords } from "../i18n/words";
import "./TierBar.css";

const percent = (share: number) => `${(share * 100).toFixed(2)}%`;

/** How far the actual value reaches between the tiers of its target; the tiers also in figures. */
export function TierBar({ light }: { light: Light }) {
  const { named } = useWords();
  const manner = useManner();
  const scale = tierScale(light);
  if (!scale) return null;
  const inWords = (name: string, value: number) => `${named("tier", name)} ${valueOf(value, light, manner)}`;
  return (
    <div className="tierbar">
      <svg aria-hidden="true">
        <rect className="tierbar-ground" y="4" width="100%" height="6" rx="3" />
        {scale.actual === null ? null : (
          <rect className={`tierbar-actual tierbar-${light.light}`} y="4" width={percent(scale.actual)} height="6" rx="3" />
        )}
        {scale.ticks.map(({ name, at }) => (
          <rect key={name} className="tierbar-tick" x={percent(at)} y={name === "target" ? 0 : 2} width="2" height={name === "target" ? 14 : 10} />
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
