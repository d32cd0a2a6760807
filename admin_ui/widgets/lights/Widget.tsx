import type { ChildUnit, Light, UnitRef } from "@web/api/types";
import { causes, dataOf } from "@web/format/lights";
import { tight } from "@web/format/number";
import { unitLink } from "@web/format/view";
import { useWords } from "@web/i18n/words";
import { Coverage } from "@web/parts/Coverage";
import { DataTime } from "@web/parts/DataTime";
import { LampGrid } from "@web/parts/LampGrid";
import { LampTile } from "@web/parts/LampTile";
import { Nothing } from "@web/parts/Nothing";
import type { WidgetProps } from "@web/rooms/boards/widget";

interface Data {
  unit: UnitRef;
  lights?: Light[];
  units?: ChildUnit[];
}

/** Lamps, worst first: the unit's own indicators, or the units below with what colours them. */
export default function LightsWidget({ data, board }: WidgetProps<Data>) {
  const { t, words, lang } = useWords();
  if (data.units) {
    if (data.units.length === 0) return <Nothing>{t("widgets.lights.noUnits")}</Nothing>;
    return (
      <LampGrid label={t("unit.children")}>
        {data.units.map((child) => {
          const named = causes(child).map((light) => words(light.title));
          const reason = tight(words(child.reason));
          return (
            <LampTile
              key={child.unit.code}
              to={board.linkTo(child.unit)}
              title={words(child.unit.title)}
              light={child.light}
              because={named.length ? named.slice(0, 3).join(lang === "zh" ? "、" : ", ") : reason || undefined}
              hint={reason}
              foot={<Foot {...dataOf(child)} />}
            />
          );
        })}
      </LampGrid>
    );
  }
  const lights = data.lights ?? [];
  if (lights.length === 0) return <Nothing>{t("widgets.lights.none")}</Nothing>;
  return (
    <LampGrid label={t("unit.indicators")}>
      {lights.map((light) => (
        <LampTile
          key={light.indicator}
          to={unitLink(data.unit, { period: board.period, day: board.day, indicator: light.indicator })}
          title={words(light.title)}
          light={light.light}
          because={tight(words(light.reason)) || undefined}
          foot={<Foot {...light} />}
        />
      ))}
    </LampGrid>
  );
}

function Foot({ data_day, synced_at, have, expected }: { data_day?: string | null; synced_at?: string | null; have?: number; expected?: number }) {
  if (have === undefined || expected === undefined) return null;
  return (
    <>
      <DataTime day={data_day ?? null} syncedAt={synced_at ?? null} />
      <Coverage have={have} expected={expected} />
    </>
  );
}
