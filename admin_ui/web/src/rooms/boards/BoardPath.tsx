import { Fragment } from "react";
import { Link } from "react-router";
import type { UnitRef } from "../../api/types";
import { useWords } from "../../i18n/words";
import "../../parts/UnitPath.css";

/** From the top of my scope down to the board's unit; each step is this board there. */
export function BoardPath({ path, linkTo }: { path: readonly UnitRef[]; linkTo: (unit: UnitRef) => string }) {
  const { t, words } = useWords();
  return (
    <nav aria-label={t("unit.path")} className="unitpath">
      <ol>
        {path.map((unit, depth) => (
          <Fragment key={unit.code}>
            {depth > 0 ? <li aria-hidden="true">/</li> : null}
            <li title={words(unit.title)}>
              {depth === path.length - 1 ? <span aria-current="page">{words(unit.title)}</span> : <Link to={linkTo(unit)}>{words(unit.title)}</Link>}
            </li>
          </Fragment>
        ))}
      </ol>
    </nav>
  );
}
