/** Reads a bar code or QR code from the camera: by the browser where it can, else by ZXing, fetched only then. */

import { useEffect, useRef, useState } from "react";
import { t } from "../words";
import "./camera.css";

type Reader = (video: HTMLVideoElement) => Promise<string | null>;

interface Detector {
  detect: (image: CanvasImageSource) => Promise<{ rawValue: string }[]>;
}

interface Detectors {
  new (how?: { formats: string[] }): Detector;
  getSupportedFormats: () => Promise<string[]>;
}

const EVERY_MS = 250;

async function readerFor(formats: string[]): Promise<Reader> {
  const native = (globalThis as { BarcodeDetector?: Detectors }).BarcodeDetector;
  const able = native ? await native.getSupportedFormats().catch(() => []) : [];
  if (native && able.length && formats.every((name) => able.includes(name))) {
    const detector = new native(formats.length ? { formats } : undefined);
    return async (video) => (await detector.detect(video).catch(() => []))[0]?.rawValue ?? null;
  }
  return (await import("./zxing")).reader(formats);
}

export default function Scanner({ formats, found }: { formats: string[]; found: (code: string) => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [why, setWhy] = useState<"denied" | "none" | null>(null);

  useEffect(() => {
    let stream: MediaStream | null = null;
    let gone = false;
    async function look() {
      const read = await readerFor(formats);
      stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: { ideal: "environment" } } });
      if (!video.current || gone) return;
      video.current.srcObject = stream;
      await video.current.play().catch(() => undefined);
      while (!gone && video.current) {
        const code = video.current.videoWidth ? await read(video.current) : null;
        if (code && !gone) return found(code);
        await new Promise((next) => setTimeout(next, EVERY_MS));
      }
    }
    void look().catch((problem: DOMException) => !gone && setWhy(problem?.name === "NotAllowedError" ? "denied" : "none"));
    return () => {
      gone = true;
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
  }, []);

  if (why)
    return (
      <div className="notice warning" role="alert">
        <strong>{t(`phone.camera.${why}`)}</strong>
        <p>{t(`phone.camera.${why}_what`)}</p>
      </div>
    );
  return (
    <div className="camera">
      <video ref={video} playsInline muted autoPlay aria-label={t("phone.camera.view")} />
      <p className="soft">{t("phone.scan.lead")}</p>
    </div>
  );
}
