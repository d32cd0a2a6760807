import { Link, matchPath, useLocation } from "react-router";
import { useSession } from "../api/session";
import { useWords } from "../i18n/words";
import { AlertIcon, CompassIcon } from "../theme/icons";
import { useRooms } from "./rooms";

/** The rooms a person may enter: in the top bar on a desk, at the thumb on a phone. */
export function Navigation({ place }: { place: "top" | "bottom" }) {
  const { may } = useSession();
  const { t, words } = useWords();
  const { pathname } = useLocation();
  const more = useRooms().flatMap(({ nav, title, permissions, pages }) => {
    if (!nav || (place === "bottom" && nav.on === "desk")) return [];
    const Icon = nav.icon;
    return [{ to: nav.to, word: words(title), icon: <Icon aria-hidden />, open: permissions?.some(may) ?? true, pages: Object.keys(pages) }];
  });
  const rooms = [
    { to: "/", word: t("nav.home"), icon: <CompassIcon />, open: true, pages: ["/"] },
    { to: "/incidents", word: t("nav.incidents"), icon: <AlertIcon />, open: may("read_incidents"), pages: ["/incidents", "/incident/:id", "/silences", "/messages", "/rules", "/rules/:rule"] },
    ...more,
  ].filter((room) => room.open);
  if (rooms.length < 2) return null;
  return (
    <nav className={`navigation navigation-${place}`} aria-label={t("nav.main")}>
      {rooms.map(({ to, word, icon, pages }) => (
        <Link key={to} to={to} aria-current={pages.some((page) => matchPath(page.startsWith("/") ? page : `/${page}`, pathname)) ? "page" : undefined}>
          {icon}
          <span>{word}</span>
        </Link>
      ))}
    </nav>
  );
}
