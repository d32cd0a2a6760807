/** A signature drawn with a finger. */

import { type PointerEvent, useEffect, useRef, useState } from "react";
import { t } from "../words";
import "./camera.css";

export default function Pad({ done }: { done: (bytes: ArrayBuffer) => Promise<void> }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef<[number, number] | null>(null);
  const [drawn, setDrawn] = useState(false);

  function clear() {
    const sheet = canvas.current;
    const pen = sheet?.getContext("2d");
    if (!sheet || !pen) return;
    sheet.width = sheet.clientWidth * 2;
    sheet.height = sheet.clientHeight * 2;
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, sheet.width, sheet.height);
    pen.lineWidth = 6;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#16222f";
    setDrawn(false);
  }
  useEffect(clear, []);

  function draw(event: PointerEvent<HTMLCanvasElement>) {
    const pen = canvas.current?.getContext("2d");
    if (!pen || !last.current) return;
    const box = event.currentTarget.getBoundingClientRect();
    const at: [number, number] = [(event.clientX - box.left) * 2, (event.clientY - box.top) * 2];
    pen.beginPath();
    pen.moveTo(...last.current);
    pen.lineTo(...at);
    pen.stroke();
    last.current = at;
    setDrawn(true);
  }

  async function keep() {
    const blob = await new Promise<Blob | null>((made) => canvas.current?.toBlob(made, "image/png"));
    if (blob) await done(await blob.arrayBuffer());
  }

  return (
    <>
      <canvas
        ref={canvas} className="pad" aria-label={t("phone.field.sign_here")}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          const box = event.currentTarget.getBoundingClientRect();
          last.current = [(event.clientX - box.left) * 2, (event.clientY - box.top) * 2];
          draw(event);
        }}
        onPointerMove={draw} onPointerUp={() => (last.current = null)} onPointerCancel={() => (last.current = null)}
      />
      <p className="soft">{t("phone.field.sign_here")}</p>
      <div className="pad-buttons">
        <button type="button" onClick={clear}>
          {t("phone.field.clear")}
        </button>
        <button type="button" className="primary" disabled={!drawn} onClick={() => void keep()}>
          {t("phone.field.use_signature")}
        </button>
      </div>
    </>
  ); // prettier-ignore
}
