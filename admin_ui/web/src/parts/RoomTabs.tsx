import { NavLink } from "react-router";
import "./RoomTabs.css";

/** The pages of a room, under its title. `end`: a page's own address alone means it, not those below it. */
export function RoomTabs({ label, places, end = false }: { label: string; places: { to: string; title: string }[]; end?: boolean }) {
  return (
    <nav className="roomtabs" aria-label={label}>
      {places.map(({ to, title }) => (
        <NavLink key={to} to={to} end={end}>
          {title}
        </NavLink>
      ))}
    </nav>
  );
}
