import { NavLink } from "react-router";
import "./RoomTabs.css";

/** The pages of a room, under its title. */
export function RoomTabs({ label, places }: { label: string; places: { to: string; title: string }[] }) {
  return (
    <nav className="roomtabs" aria-label={label}>
      {places.map(({ to, title }) => (
        <NavLink key={to} to={to}>
          {title}
        </NavLink>
      ))}
    </nav>
  );
}
