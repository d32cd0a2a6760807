/** A sheet over the page: keyboard and focus are the browser's own (<dialog>). */

import { type ReactNode, useEffect, useRef } from "react";
import { t } from "../words";

export function Dialog({ title, close, whole = false, children }: { title: string; close: () => void; whole?: boolean; children: ReactNode }) {
  const sheet = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = sheet.current;
    if (shown && !shown.open) shown.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={sheet} className={whole ? "sheet whole" : "sheet"} aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <header>
        <h2>{title}</h2>
        <button type="button" className="icon" aria-label={t("phone.close")} onClick={close}>
          <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
            <path d="M6 6l12 12M18 6L6 18" />
          </svg>
        </button>
      </header>
      {children}
    </dialog>
  ); // prettier-ignore
}
