import type { ButtonHTMLAttributes, ReactNode } from "react";
import "./Press.css";

interface Shown extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon?: ReactNode;
  /** `main` is the one thing to do here, `quiet` an icon in a row. */
  manner?: "main" | "plain" | "quiet";
}

/** A button light enough for the first script. */
export function Press({ icon, manner = "plain", children, className = "", ...rest }: Shown) {
  return (
    <button type="button" className={`press press-${manner} ${className}`} {...rest}>
      {icon}
      {children}
    </button>
  );
}
