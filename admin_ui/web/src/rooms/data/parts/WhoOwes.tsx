import { Link } from "react-router";
import { useSession } from "../../../api/session";
import { useWords } from "../../../i18n/words";
import { Nothing } from "../../../parts/Nothing";
import { Panel } from "../../../parts/Panel";
import { letterAt, owing, WORD } from "../logic/matrix";
import type { Matrix } from "../queries";
import "./WhoOwes.css";

/** Who has not delivered a day, by name. */
export function WhoOwes({ day, at, rows, dataset }: { day: NonNullable<Matrix["days"]>[number]; at: number; rows: NonNullable<Matrix["units"]>; dataset: string }) {
  const { t, words } = useWords();
  const { may } = useSession();
  const late = owing(rows as never[], at) as typeof rows;
  return (
    <Panel title={t("data.matrix.who", { day: day.day })} side={t("data.matrix.count", { have: day.have, expected: day.expected })}>
      {late.length === 0 ? <Nothing>{t("data.matrix.complete")}</Nothing> : null}
      <ul className="whoowes">
        {late.map(({ unit, letters }) => (
          <li key={unit?.code}>
            <Link to={`/unit/${encodeURIComponent(unit?.code ?? "")}?day=${day.day}`}>{words(unit?.title)}</Link>
            <span className="soft small">
              {unit?.code} · {t(`data.letter.${WORD[letterAt(letters ?? "", at)]}`)}
            </span>
            {may("request_adjustments") ? (
              <Link className="small" to={`/data/adjustments?${new URLSearchParams({ ask: "1", dataset, unit: unit?.code ?? "", day: day.day ?? "" })}`}>
                {t("data.adjust.ask")}
              </Link>
            ) : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
