import { useManner } from "../../../format/manner";
import { dayOf, instant } from "../../../format/time";
import { useWords } from "../../../i18n/words";
import { Loading } from "../../../parts/Loading";
import { Nothing } from "../../../parts/Nothing";
import { ProblemNotice } from "../../../parts/ProblemNotice";
import { useTurns } from "../queries";
import "./Turns.css";

interface TurnFacts {
  days?: { day: string; attainment: number | null; actual: number | null; counted?: boolean }[];
}

/** Every turn of the unit under the rule, newest first, with the days behind it and the wording it was judged by. */
export function Turns({ rule, unit }: { rule: string; unit: string }) {
  const { t, lang, named } = useWords();
  const { zone } = useManner();
  const { data, error, refetch } = useTurns(rule, unit);
  if (error) return <ProblemNotice problem={error} retry={() => void refetch()} />;
  if (!data) return <Loading lines={3} />;
  if (data.items.length === 0) return <Nothing>{t("incidents.turns.none")}</Nothing>;
  return (
    <ol className="turns">
      {data.items.map((turn, place) => {
        const days = (turn.facts as TurnFacts).days ?? [];
        return (
          <li key={place}>
            <p>
              <b>
                {named("incidents.state", turn.before)} → {named("incidents.state", turn.after)}
              </b>
              {turn.needed > 1 && ["pending", "recovering"].includes(turn.after) ? ` ${turn.count}/${turn.needed}` : ""}
            </p>
            <p className="soft small">{t("incidents.turns.found", { day: dayOf(turn.day), at: instant(turn.at, zone, lang), release: turn.release })}</p>
            {days.length ? (
              <details>
                <summary>{t("incidents.turns.days", { count: days.length })}</summary>
                <ul className="turns-days">
                  {days.map((one) => (
                    <li key={one.day}>
                      {dayOf(one.day)} {one.attainment === null || one.attainment === undefined ? "—" : `${(Math.trunc(one.attainment * 1000) / 10).toFixed(1)}%`}
                    </li>
                  ))}
                </ul>
              </details>
            ) : null}
          </li>
        );
      })}
    </ol>
  );
}
