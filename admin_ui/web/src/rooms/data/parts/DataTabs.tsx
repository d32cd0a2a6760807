import { NavLink } from "react-router";
import { useSession } from "../../../api/session";
import { useWords } from "../../../i18n/words";
import { PLACES } from "../places";
import "./DataTabs.css";

/** The pages of the data room. */
export function DataTabs() {
  const { t } = useWords();
  const { may } = useSession();
  return (
    <nav className="datatabs" aria-label={t("data.tabs.label")}>
      {PLACES.filter(({ permissions }) => permissions.some(may)).map(({ to, word }) => (
        <NavLink key={to} to={to}>
          {t(`data.tabs.${word}`)}
        </NavLink>
      ))}
    </nav>
  );
}
