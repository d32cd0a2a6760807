import { CloseOutlined, LeftOutlined, RightOutlined } from "@ant-design/icons";
import { Button, Switch } from "antd";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useWords } from "../../../i18n/words";
import type { Finding } from "../shapes";
import "./Lightbox.css";
import { Photo } from "./Photo";

export interface Slide {
  id: string;
  label: string;
  findings: readonly Finding[];
  /** What stands beside it. */
  about: ReactNode;
}

interface Shown {
  slides: readonly Slide[];
  at: number;
  onTurn: (at: number) => void;
  onClose: () => void;
}

/** One photo large: arrow keys turn, Escape closes, B shows and hides what was found. */
export function Lightbox({ slides, at, onTurn, onClose }: Shown) {
  const { t } = useWords();
  const box = useRef<HTMLDialogElement>(null);
  const [boxes, setBoxes] = useState(true);
  const slide = slides[at];
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    box.current?.showModal();
    return () => before?.focus();
  }, []);
  const turn = (by: number) => {
    const next = at + by;
    if (next >= 0 && next < slides.length) onTurn(next);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "ArrowRight") turn(1);
    else if (event.key === "ArrowLeft") turn(-1);
    else if (event.key.toLowerCase() === "b") setBoxes((old) => !old);
    else return;
    event.preventDefault();
  };
  if (!slide) return null;
  return (
    <dialog ref={box} className="lightbox" aria-label={slide.label} onClose={onClose} onKeyDown={keys}>
      <header>
        <span aria-live="polite">{t("forms.photo.of", { at: at + 1, count: slides.length })}</span>
        {slide.findings.length ? (
          <label>
            <Switch size="small" checked={boxes} onChange={setBoxes} aria-label={t("forms.photo.boxes")} /> {t("forms.photo.boxes")}
          </label>
        ) : null}
        <Button type="text" icon={<CloseOutlined aria-hidden />} aria-label={t("forms.close")} onClick={() => box.current?.close()} />
      </header>
      <div className="lightbox-body">
        <Button className="lightbox-turn" icon={<LeftOutlined aria-hidden />} disabled={at === 0} aria-label={t("forms.photo.back")} onClick={() => turn(-1)} />
        <div className="lightbox-picture">
          <Photo key={slide.id} id={slide.id} label={slide.label} findings={slide.findings} boxes={boxes} />
        </div>
        <Button className="lightbox-turn" icon={<RightOutlined aria-hidden />} disabled={at === slides.length - 1} aria-label={t("forms.photo.on")} onClick={() => turn(1)} />
        <aside>{slide.about}</aside>
      </div>
    </dialog>
  );
}
