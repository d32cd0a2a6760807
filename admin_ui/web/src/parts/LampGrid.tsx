import type { ReactNode } from "react";
import "./LampGrid.css";

/** Lamps in reading order, worst first; as many beside each other as fit. */
export function LampGrid({ label, children }: { label: string; children: ReactNode[] }) {
  return (
    <ul className="lampgrid" aria-label={label}>
      {children.map((child, place) => (
        <li key={place}>{child}</li>
      ))}
    </ul>
  );
}
