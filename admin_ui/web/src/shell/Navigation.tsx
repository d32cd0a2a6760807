import { AlertOutlined, CompassOutlined } from "@ant-design/icons";
import { NavLink } from "react-router";
import { useSession } from "../api/session";
import { useWords } from "../i18n/words";
import { rooms as built } from "../rooms";

/** The rooms a person may enter: in the top bar on a desk, at the thumb on a phone. */
export function Navigation({ place }: { place: "top" | "bottom" }) {
  const { may } = useSession();
  const { t, words } = useWords();
  const more = built.flatMap(({ nav, title, permissions }) => {
    if (!nav || (place === "bottom" && nav.on === "desk")) return [];
    const Icon = nav.icon;
    return [{ to: nav.to, word: words(title), icon: <Icon aria-hidden />, open: permissions?.some(may) ?? true }];
  });
  const rooms = [
    { to: "/", word: t("nav.home"), icon: <CompassOutlined aria-hidden />, open: true },
    { to: "/incidents", word: t("nav.incidents"), icon: <AlertOutlined aria-hidden />, open: may("read_incidents") },
    ...more,
  ].filter((room) => room.open);
  if (rooms.length < 2) return null;
  return (
    <nav className={`navigation navigation-${place}`} aria-label={t("nav.main")}>
      {rooms.map(({ to, word, icon }) => (
        <NavLink key={to} to={to} end={to === "/"}>
          {icon}
          <span>{word}</span>
        </NavLink>
      ))}
    </nav>
  );
}
