import { useId } from "react";
import { Link } from "react-router";
import type { Colour } from "../api/types";
import { useWords } from "../i18n/words";
import { Lamp } from "./Lamp";
import "./LampTile.css";

interface Shown {
  to: string;
  title: string;
  light: Colour;
  /** Why it has this colour, in a few words. */
  because?: string | undefined;
  /** The same at full length, on hover. */
  hint?: string | undefined;
  /** Data time and coverage. */
  foot?: React.ReactNode;
}

/** One lamp to press: what it is about, its state and how much to trust it. No number; those come with the click. */
export function LampTile({ to, title, light, because, hint, foot }: Shown) {
  const { t } = useWords();
  const id = useId();
  const state = t(`light.${light}`);
  return (
    <Link data-lamp={light} className={`lamptile lamptile-${light}`} to={to} aria-label={`${t("light.label", { title, state })}. ${because ?? ""}`} aria-describedby={foot ? id : undefined}>
      <Lamp light={light} silent />
      <span className="lamptile-words">
        <span className="lamptile-title" title={title}>
          {title}
        </span>
        <span className="lamptile-because" title={hint || because}>
          <b>{state}</b> {/* the space lets the line break here */}
          {because ? <span>{because}</span> : null}
        </span>
      </span>
      {foot ? (
        <span id={id} className="lamptile-foot">
          {foot}
        </span>
      ) : null}
    </Link>
  );
}
