import type { ReactNode } from "react";
import "./LampGrid.css";

/** More than these on a phone, and each is cut to one line of words. */
const ROOMY = 8;

/** Lamps in reading order, worst first; as many beside each other as fit. */
export function LampGrid({ label, children }: { label: string; children: ReactNode[] }) {
  return (
    <ul className={children.length > ROOMY ? "lampgrid lampgrid-dense" : "lampgrid"} aria-label={label}>
      {children.map((child, place) => (
        <li key={place}>{child}</li>
      ))}
    </ul>
  );
}
