/** A screen: its heading, what stands below it when the network is away, and pulling down to look again. */

import { type ReactNode, type TouchEvent, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { back } from "../route";
import { t } from "../words";

interface Props {
  title: string;
  /** Small words below the title. */
  under?: ReactNode;
  onBack?: true | (() => void);
  refresh?: () => void;
  busy?: boolean;
  children: ReactNode;
}

const PULL = 72;

function listen(heard: () => void): () => void {
  window.addEventListener("online", heard);
  window.addEventListener("offline", heard);
  return () => {
    window.removeEventListener("online", heard);
    window.removeEventListener("offline", heard);
  };
}

export function useOnline(): boolean {
  return useSyncExternalStore(listen, () => navigator.onLine);
}

export function Page({ title, under, onBack, refresh, busy = false, children }: Props) {
  const online = useOnline();
  const from = useRef<number | null>(null);
  const [pulled, setPulled] = useState(0);
  useEffect(() => void (document.title = title), [title]);

  const move = (event: TouchEvent) => {
    if (from.current !== null) setPulled(Math.max(0, Math.min(PULL, (event.touches[0]!.clientY - from.current) / 2)));
  };
  const end = () => {
    if (pulled >= PULL * 0.9) refresh?.();
    from.current = null;
    setPulled(0);
  };
  return (
    <main
      className="page" onTouchMove={refresh ? move : undefined} onTouchEnd={refresh ? end : undefined}
      onTouchStart={refresh ? (event) => (from.current = window.scrollY <= 0 ? event.touches[0]!.clientY : null) : undefined}
    >
      <header className="top">
        {onBack ? (
          <button type="button" className="icon" aria-label={t("phone.back")} onClick={onBack === true ? back : onBack}>
            <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
              <path d="M15 5l-7 7 7 7" />
            </svg>
          </button>
        ) : null}
        <div>
          <h1>{title}</h1>
          {under ? <p>{under}</p> : null}
        </div>
        {refresh ? (
          <button type="button" className="icon" aria-label={t("phone.refresh")} aria-busy={busy} disabled={busy} onClick={refresh}>
            <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
              <path d="M19 12a7 7 0 1 1-2.1-5M19 4v4h-4" />
            </svg>
          </button>
        ) : null}
      </header>
      {pulled > 8 ? <p className="pulled soft" style={{ height: pulled }}>{t(pulled >= PULL * 0.9 ? "phone.let_go" : "phone.pull")}</p> : null}
      {online ? null : (
        <p className="bar" role="status">
          {t("phone.offline")}
        </p>
      )}
      <div className="content">{children}</div>
    </main>
  ); // prettier-ignore
}
