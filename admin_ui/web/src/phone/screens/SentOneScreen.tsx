import { type FormEvent, useState } from "react";
import { useAnswer } from "../data/answer";
import { call, Refusal } from "../data/api";
import type { Sent, Text } from "../data/shapes";
import { Dialog } from "../parts/Dialog";
import { Page } from "../parts/Page";
import { Told, wordsFor } from "../parts/Told";
import { go } from "../route";
import { t, words } from "../words";
import { tagOf } from "./SentScreen";

interface Photo {
  id: string;
  state: string;
  refusal: { message?: Text } | null;
}

interface One extends Sent {
  files?: Photo[];
  verdicts?: { photo: string; marked: boolean }[];
}

const MOST_WORDS = 500;

export function SentOneScreen({ id }: { id: string }) {
  const answer = useAnswer<One>(`/field/submissions/${id}`);
  const [appealing, setAppealing] = useState(false);
  const [looked, setLooked] = useState<Photo | null>(null);
  const one = answer.data;
  const photos = (one?.files ?? []).filter((file) => file.state === "stored");
  const refused = (one?.files ?? []).filter((file) => file.state === "refused");
  const marked = new Set((one?.verdicts ?? []).filter((verdict) => verdict.marked).map((verdict) => verdict.photo));
  const judging = one?.outcome === null && one.state === "complete" && !!one.verdicts?.length;
  return (
    <Page title={one ? words(one.unit.title) || one.unit.code : t("phone.sent.title")} under={one ? `${words(one.title)} · ${one.day}` : ""} onBack={() => go("/m/sent")} refresh={answer.refresh} busy={answer.busy}>
      <Told answer={answer} />
      {one ? (
        <>
          <section className={`verdict ${tagOf(one)}`}>
            <strong>{t(`phone.tag.${tagOf(one)}`)}</strong>
            {typeof one.score === "number" ? <span>{t("phone.sent.score", { score: Math.round(one.score * 100) })}</span> : null}
            <p>{t(judging ? "phone.sent.judging" : `phone.sent.${tagOf(one)}`)}</p>
          </section>
          {one.reasons?.length ? (
            <section>
              <h2>{t("phone.sent.reasons")}</h2>
              <ul className="list">
                {one.reasons.map((reason, at) => (
                  <li key={at} className="line">
                    <span className="grow">{words(reason.text)}</span>
                    {reason.outcome ? <span className={`tag ${reason.outcome}`}>{t(`phone.tag.${reason.outcome}`)}</span> : null}
                  </li>
                ))}
              </ul>
            </section>
          ) : null}
          {photos.length ? (
            <section>
              <h2>{t("phone.sent.photos")}</h2>
              <ul className="photos">
                {photos.map((photo, at) => (
                  <li key={photo.id}>
                    <button type="button" className="photo" onClick={() => setLooked(photo)}>
                      <img className="picture" loading="lazy" src={`/api/v1/photos/${photo.id}?size=small`} alt={t("phone.field.photo_number", { number: at + 1 })} />
                    </button>
                  </li>
                ))}
              </ul>
            </section>
          ) : null}
          {refused.map((file) => (
            <p key={file.id} className="notice warning">
              {t("phone.queue.refused", { why: words(file.refusal?.message) })}
            </p>
          ))}
          {one.appeal ? <p className="notice">{t(`phone.sent.appeal_${one.appeal}`)}</p> : null}
          {one.decision?.reason ? <p className="notice">{t("phone.sent.said", { reason: one.decision.reason })}</p> : null}
          {one.may_appeal ? (
            <button type="button" className="wide" onClick={() => setAppealing(true)}>
              {t("phone.sent.appeal_now")}
            </button>
          ) : null}
        </>
      ) : null}
      {appealing ? <Appeal id={id} close={() => setAppealing(false)} done={answer.refresh} /> : null}
      {looked ? (
        <Dialog title={t("phone.sent.photos")} close={() => setLooked(null)} whole>
          <img className="picture large" src={`/api/v1/photos/${looked.id}?size=${marked.has(looked.id) ? "marked" : "full"}`} alt={t("phone.sent.marked")} />
        </Dialog>
      ) : null}
    </Page>
  ); // prettier-ignore
}

function Appeal({ id, close, done }: { id: string; close: () => void; done: () => void }) {
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");

  async function send(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    try {
      await call("POST", `/field/submissions/${id}/appeal`, { reason: reason.trim() });
      done();
      close();
    } catch (failed) {
      setProblem(wordsFor(failed instanceof Refusal ? failed : new Refusal(0, "")));
      setBusy(false);
    }
  }

  return (
    <Dialog title={t("phone.sent.appeal_now")} close={close}>
      <form className="stack" onSubmit={(event) => void send(event)}>
        <label>
          {t("phone.sent.why")}
          <textarea className="input" rows={4} required maxLength={MOST_WORDS} value={reason} onChange={(event) => setReason(event.target.value)} />
        </label>
        {problem ? <p className="fault" role="alert">{problem}</p> : null}
        <button type="submit" className="primary" disabled={busy || !reason.trim()}>
          {t("phone.sent.send_appeal")}
        </button>
      </form>
    </Dialog>
  );
}
