import type { Effect } from "../../../api/incident";
import { attained, percent } from "../../../format/number";
import { useWords } from "../../../i18n/words";
import { DataTable } from "../../../parts/DataTable";

/** The attainment of the duty days before and after the first answer; nothing is claimed of so few days as say nothing. */
export function EffectPanel({ effect }: { effect: Effect }) {
  const { t, lang } = useWords();
  const compared = effect.state === "so_far" || effect.state === "whole";
  return (
    <>
      <p className="soft small">{t(`incidents.effect.states.${effect.state}`)}</p>
      <DataTable
        label={t("incidents.effect.title")}
        rows={[
          { name: "before", side: effect.before },
          { name: "after", side: effect.after },
        ]}
        keyOf={({ name }) => name}
        columns={[
          { title: "", cell: ({ name, side }) => `${t(`incidents.effect.${name}`)} · ${t("incidents.effect.days", { days: side.days })}` },
          { title: t("table.attainment"), number: true, cell: ({ side }) => attained(side.attainment, lang) },
        ]}
      />
      {compared && effect.change !== null ? (
        <p>
          {t("incidents.effect.change")} {percent(effect.change, lang)}
        </p>
      ) : null}
    </>
  );
}
