/** The camera in the page: no gallery. Time and place are taken with the picture, and printed on it. */

import { useEffect, useRef, useState } from "react";
import { localInstant } from "../data/ids";
import type { Field, Place, UnitRef } from "../data/shapes";
import { option } from "../fill/contract";
import { useSigned } from "../session";
import { t, words } from "../words";
import { locate, type NoPlace } from "./place";
import { picture, type Shot, type Source } from "./shot";
import "./camera.css";

type Why = "denied" | "none" | "busy" | "insecure";

interface Props {
  field: Field;
  unit: UnitRef;
  taken: (shot: Shot) => Promise<void>;
}

export default function Camera({ field, unit, taken }: Props) {
  const { person } = useSigned();
  const video = useRef<HTMLVideoElement>(null);
  const [why, setWhy] = useState<Why | null>(null);
  const [ready, setReady] = useState(false);
  const [busy, setBusy] = useState(false);
  const [small, setSmall] = useState<number | null>(null);
  const [attempt, setAttempt] = useState(0);
  const wanted = option<string>(field, "location", "wanted");
  const place = usePlace(wanted !== "no");

  useEffect(() => open(video, setWhy, setReady), [attempt]);

  const longest = option(field, "longest_side", 1600);
  const noPlace = wanted === "required" && !place.found;

  async function keep(source: Source) {
    const least = option(field, "min_side", 0);
    setSmall(null);
    if (Math.min(source.width, source.height) < least) return setSmall(least);
    setBusy(true);
    const at = new Date();
    const location = wanted === "no" ? null : place.found;
    const marks = option(field, "watermark", true) ? lines(at, unit, words(person.title), location) : [];
    const bytes = await picture(source, longest, least, marks);
    await taken({ bytes, taken_at: localInstant(at), location }).finally(() => setBusy(false));
  }

  async function fromFile(file: File | undefined) {
    if (!file) return;
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    await keep({ image, width: image.width, height: image.height }).finally(() => image.close());
  }

  return (
    <div className="camera">
      {why ? (
        <div className="notice warning" role="alert">
          <strong>{t(`phone.camera.${why}`)}</strong>
          <p>{t(`phone.camera.${why}_what`)}</p>
          <button type="button" onClick={() => setAttempt(attempt + 1)}>
            {t("phone.again")}
          </button>
        </div>
      ) : (
        <video ref={video} playsInline muted autoPlay aria-label={t("phone.camera.view")} />
      )}
      <p className={noPlace && place.why ? "fault" : "soft"} role="status">
        {wanted === "no" ? "" : place.found ? t("phone.camera.place", { metres: Math.round(place.found.accuracy) }) : place.why ? t(`phone.place.${place.why}`) : t("phone.field.locating")}
      </p>
      {small ? <p className="fault" role="alert">{t("phone.camera.small", { least: small })}</p> : null}
      {place.why ? (
        <button type="button" className="quiet" onClick={place.again}>
          {t("phone.field.locate_again")}
        </button>
      ) : null}
      {why ? null : (
        <button
          type="button" className="shutter" disabled={!ready || busy || noPlace} aria-label={t("phone.camera.shoot")}
          onClick={() => video.current && void keep({ image: video.current, width: video.current.videoWidth, height: video.current.videoHeight })}
        />
      )}
      {why && !option<boolean>(field, "camera_only", true) ? (
        <label className="add">
          {t("phone.camera.file")}
          <input className="unseen" type="file" accept="image/*" capture="environment" disabled={busy || noPlace} onChange={(event) => void fromFile(event.target.files?.[0])} />
        </label>
      ) : null}
    </div>
  ); // prettier-ignore
}

/** Opens the camera at the back, and closes it again. */
function open(video: React.RefObject<HTMLVideoElement | null>, setWhy: (why: Why | null) => void, setReady: (is: boolean) => void): () => void {
  let stream: MediaStream | null = null;
  let gone = false;
  setWhy(null);
  setReady(false);
  if (!navigator.mediaDevices?.getUserMedia) {
    setWhy(window.isSecureContext ? "none" : "insecure");
    return () => undefined;
  }
  navigator.mediaDevices
    .getUserMedia({ audio: false, video: { facingMode: { ideal: "environment" }, width: { ideal: 2560 }, height: { ideal: 1920 } } })
    .then(async (found) => {
      stream = found;
      if (gone || !video.current) return stop(found);
      video.current.srcObject = found;
      await video.current.play().catch(() => undefined);
      if (video.current && !video.current.videoWidth) await new Promise((done) => video.current?.addEventListener("loadeddata", done, { once: true }));
      if (!gone) setReady(true);
    })
    .catch((problem: DOMException) => !gone && setWhy(problem.name === "NotAllowedError" ? "denied" : problem.name === "NotReadableError" ? "busy" : "none"));
  return () => {
    gone = true;
    if (stream) stop(stream);
  };
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function usePlace(wanted: boolean) {
  const [found, setFound] = useState<Place | null>(null);
  const [why, setWhy] = useState<NoPlace | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (!wanted) return;
    setWhy(null);
    void locate().then(setFound, setWhy);
  }, [wanted, turn]);
  return { found, why, again: () => setTurn(turn + 1) };
}

function lines(at: Date, unit: UnitRef, person: string, place: Place | null): string[] {
  const where = place ? `${place.lat.toFixed(5)}, ${place.lon.toFixed(5)} ±${Math.round(place.accuracy)} m` : "";
  const name = [unit.code, words(unit.title)].filter(Boolean).join(" ");
  return [`${localInstant(at).slice(0, 19).replace("T", " ")}  ${person}`, name, where].filter(Boolean);
}
