import type { Colour } from "../api/types";
import { useWords } from "../i18n/words";
import "./Lamp.css";

const SHAPE: Record<Colour, React.ReactNode> = {
  green: <circle cx="20" cy="20" r="17" />,
  yellow: <path d="M20 3.5c1 0 1.9.5 2.4 1.4l15 27c1 1.9-.3 4.1-2.4 4.1H5c-2.1 0-3.4-2.2-2.4-4.1l15-27c.5-.9 1.4-1.4 2.4-1.4z" />,
  red: <rect x="4" y="4" width="32" height="32" rx="5" />,
  grey: <circle cx="20" cy="20" r="15.5" fill="none" strokeWidth="3" />,
};
const BASELINE: Record<Colour, number> = { green: 26.5, yellow: 32, red: 26.5, grey: 25.5 };

/** A light that says its state three times: by colour, by shape (● ▲ ■ ○) and by letter. `silent` where words stand beside it. */
export function Lamp({ light, size = 40, silent = false }: { light: Colour; size?: number; silent?: boolean }) {
  const { t } = useWords();
  const spoken = silent ? { "aria-hidden": true } : { role: "img", "aria-label": t(`light.${light}`) };
  return (
    <svg className={`lamp lamp-${light}`} width={size} height={size} viewBox="0 0 40 40" {...spoken}>
      {SHAPE[light]}
      <text x="20" y={BASELINE[light]} textAnchor="middle">
        {t(`light.letter.${light}`)}
      </text>
    </svg>
  );
}
