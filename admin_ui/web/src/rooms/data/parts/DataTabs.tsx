import { NavLink } from "react-router";
import { useWords } from "../../../i18n/words";
import "./DataTabs.css";

/** The rooms of the data room. */
export function DataTabs() {
  const { t } = useWords();
  const places = [
    ["/sources", t("data.tabs.sources")],
    ["/data/completeness", t("data.tabs.completeness")],
    ["/data/adjustments", t("data.tabs.adjustments")],
  ] as const;
  return (
    <nav className="datatabs" aria-label={t("data.tabs.label")}>
      {places.map(([to, word]) => (
        <NavLink key={to} to={to}>
          {word}
        </NavLink>
      ))}
    </nav>
  );
}
