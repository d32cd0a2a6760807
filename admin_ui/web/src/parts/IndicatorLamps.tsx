import type { Light, UnitRef } from "../api/types";
import { worstFirst } from "../format/lights";
import { tight } from "../format/number";
import { unitLink, type View } from "../format/view";
import { useWords } from "../i18n/words";
import { Coverage } from "./Coverage";
import { DataTime } from "./DataTime";
import { LampGrid } from "./LampGrid";
import { LampTile } from "./LampTile";

/** A unit's own indicators as lamps, worst first; a click opens the unit at that indicator. */
export function IndicatorLamps({ unit, lights, view }: { unit: UnitRef; lights: readonly Light[]; view: View }) {
  const { t, words } = useWords();
  return (
    <LampGrid label={t("unit.indicators")}>
      {worstFirst(lights).map((light) => (
        <LampTile
          key={light.indicator}
          to={unitLink(unit, { ...view, indicator: light.indicator })}
          title={words(light.title)}
          light={light.light}
          because={tight(words(light.reason)) || undefined}
          foot={
            <>
              <DataTime day={light.data_day} syncedAt={light.synced_at} />
              <Coverage have={light.have} expected={light.expected} />
            </>
          }
        />
      ))}
    </LampGrid>
  );
}
