import type { ReactNode } from "react";
import { NavLink } from "react-router";
import { useSession } from "../../../api/session";
import { useTitle } from "../../../format/page";
import { useWords } from "../../../i18n/words";
import { PLACES } from "../places";
import "./AdminFrame.css";

/** Title and way about, the same on every page of the room. */
export function AdminFrame({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useWords();
  const { may } = useSession();
  useTitle(title);
  return (
    <>
      <h1>{title}</h1>
      <nav className="adminframe" aria-label={t("admin.title")}>
        {PLACES.filter(({ permission }) => may(permission)).map(({ to, word }) => (
          <NavLink key={to} to={to}>
            {t(`admin.places.${word}`)}
          </NavLink>
        ))}
      </nav>
      {children}
    </>
  );
}
