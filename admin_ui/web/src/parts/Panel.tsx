import { type ReactNode, useId } from "react";
import "./Panel.css";

/** A titled region of a page. */
export function Panel({ title, side, children }: { title: ReactNode; side?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <header className="panel-head">
        <h2 id={id}>{title}</h2>
        {side ? <div className="panel-side">{side}</div> : null}
      </header>
      {children}
    </section>
  );
}
