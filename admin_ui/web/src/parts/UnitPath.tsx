import { Fragment } from "react";
import { Link } from "react-router";
import type { UnitRef } from "../api/types";
import { unitLink, type View } from "../format/view";
import { useWords } from "../i18n/words";
import "./UnitPath.css";

/** The breadcrumb: from the top of my scope down to this unit. */
export function UnitPath({ path, view }: { path: readonly UnitRef[]; view: View }) {
  const { t, words } = useWords();
  return (
    <nav aria-label={t("unit.path")} className="unitpath">
      <ol>
        {path.map((unit, depth) => {
          const here = depth === path.length - 1;
          const title = words(unit.title);
          return (
            <Fragment key={unit.code}>
              {depth > 0 ? <li aria-hidden="true">/</li> : null}
              <li title={title}>
                {here ? <span aria-current="page">{title}</span> : <Link to={unitLink(unit, view)}>{title}</Link>}
              </li>
            </Fragment>
          );
        })}
      </ol>
    </nav>
  );
}
