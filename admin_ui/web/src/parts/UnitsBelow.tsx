import type { UnitView } from "../api/types";
import type { View } from "../format/view";
import { useWords } from "../i18n/words";
import { Pager } from "./Pager";
import { Tally } from "./Tally";
import { UnitLamps } from "./UnitLamps";

/** The units below, worst first, a page at a time: however many they are, the page stays light. */
export function UnitsBelow({ shown, view, onTurn }: { shown: UnitView; view: View; onTurn: (page: number) => void }) {
  const { t } = useWords();
  const page = Number(view.page ?? 1);
  if (shown.children_total === 0) return null;
  return (
    <section className="unitpage-children">
      <h2>
        {t("unit.children")}
        <Tally counts={shown.children_tally} />
        {shown.children_pages > 1 ? <small className="soft">{t("unit.childrenAll", { count: shown.children_total })}</small> : null}
      </h2>
      <UnitLamps units={shown.children} view={{ period: view.period, day: view.day }} />
      <Pager page={page} pages={shown.children_pages} onTurn={onTurn} />
    </section>
  );
}
