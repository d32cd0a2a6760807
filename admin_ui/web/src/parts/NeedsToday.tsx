import { Link } from "react-router";
import { useSession } from "../api/session";
import type { Home } from "../api/types";
import { unitLink } from "../format/view";
import { useWords } from "../i18n/words";
import { AlertIcon, CheckIcon, FlagIcon, MissingIcon } from "../theme/icons";
import "./NeedsToday.css";

const NAMED = 3;

/** What waits for me: open incidents, units without data by name, targets I have not confirmed. Each is a way there. */
export function NeedsToday({ home }: { home: Home }) {
  const { t, words } = useWords();
  const { may } = useSession();
  const { incidents_open: open, missing_units: missing, targets_open: targets } = home;
  const view = { period: home.period };
  const incidents = may("read_incidents") && open > 0;
  return (
    <ul className="needs" aria-label={t("home.needs")}>
      {incidents ? (
        <li className="needs-incidents">
          <Link to="/incidents">
            <AlertIcon />
            {t("home.open", { count: open })}
          </Link>
        </li>
      ) : null}
      {targets > 0 ? (
        <li className="needs-targets">
          <Link to="/targets">
            <FlagIcon />
            {t("home.targets", { count: targets })}
          </Link>
        </li>
      ) : null}
      {missing.length > 0 ? (
        <li className="needs-missing">
          <MissingIcon />
          <span>{t("home.missing")}</span>
          {missing.slice(0, NAMED).map((unit) => (
            <Link key={unit.code} to={unitLink(unit, view)} title={words(unit.title)}>
              {words(unit.title)}
            </Link>
          ))}
          {missing.length > NAMED ? <Link className="needs-more" to={unitLink(home.unit, view)}>{t("home.missingMore", { count: missing.length - NAMED })}</Link> : null}
        </li>
      ) : null}
      {!incidents && targets === 0 && missing.length === 0 ? (
        <li className="needs-none">
          <CheckIcon />
          {t("home.needsNone")}
        </li>
      ) : null}
    </ul>
  );
}
