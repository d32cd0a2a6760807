import type { ChildUnit } from "../api/types";
import { causes, dataOf, worstFirst } from "../format/lights";
import { tight } from "../format/number";
import { unitLink, type View } from "../format/view";
import { useWords } from "../i18n/words";
import { Coverage } from "./Coverage";
import { DataTime } from "./DataTime";
import { LampGrid } from "./LampGrid";
import { LampTile } from "./LampTile";

/** The units below as lamps, worst first; each names the indicators that colour it. */
export function UnitLamps({ units, view }: { units: readonly ChildUnit[]; view: View }) {
  const { t, words, lang } = useWords();
  return (
    <LampGrid label={t("unit.children")}>
      {worstFirst(units).map((child) => {
        const named = causes(child).map((light) => words(light.title));
        const data = dataOf(child);
        return (
          <LampTile
            key={child.unit.code}
            to={unitLink(child.unit, view)}
            title={words(child.unit.title) + (child.unit.closed ? ` (${t("unit.closed")})` : "")}
            light={child.light}
            because={named.length ? named.slice(0, 3).join(lang === "zh" ? "、" : ", ") : tight(words(child.reason)) || undefined}
            hint={tight(words(child.reason))}
            foot={
              data ? (
                <>
                  <DataTime day={data.data_day ?? null} syncedAt={data.synced_at ?? null} />
                  <Coverage have={data.have} expected={data.expected} />
                </>
              ) : null
            }
          />
        );
      })}
    </LampGrid>
  );
}
