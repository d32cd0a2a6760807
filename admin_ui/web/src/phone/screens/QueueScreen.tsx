import { useState } from "react";
import { useLive } from "../data/live";
import type { Queued } from "../data/store";
import { Dialog } from "../parts/Dialog";
import { Page, useOnline } from "../parts/Page";
import { clock } from "../data/zone";
import { exported, save } from "../queue/export";
import { address, go } from "../route";
import { useSigned } from "../session";
import { t, words } from "../words";

export function QueueScreen() {
  const { store, queue, person, expired } = useSigned();
  const online = useOnline();
  const [busy, setBusy] = useState(false);
  const [leaving, setLeaving] = useState<string | null>(null);
  const items = useLive(() => store.submissions.orderBy("queued_at").reverse().toArray(), [store]);
  const waiting = (items ?? []).filter((one) => one.state !== "done");

  async function now() {
    setBusy(true);
    await queue.retryNow().finally(() => setBusy(false));
  }

  return (
    <Page title={t("phone.queue.title")} under={waiting.length ? t("phone.queue.count", { count: waiting.length }) : t("phone.queue.all_sent")} refresh={waiting.length ? () => void now() : undefined} busy={busy}>
      {items && !items.length ? <p className="nothing">{t("phone.queue.nothing")}</p> : null}
      <ul className="list">
        {(items ?? []).map((item) => (
          <li key={item.id} className="line tall" data-state={item.state}>
            <span className="grow">
              <strong>{words(item.unit.title) || item.unit.code}</strong>
              <span className="soft">
                {words(item.title)} · {clock(item.done_at ?? item.queued_at)}
              </span>
              <span className={isBack(item) ? "fault" : "soft"}>{stateOf(item, online, expired)}</span>
            </span>
            <span className={`tag ${item.state === "done" ? "done" : isBack(item) ? "fail" : "queued"}`}>{t(`phone.queue.tag_${item.state}`)}</span>
            {item.body.attachments.length && !isBack(item) && item.state !== "done" ? <progress value={item.stored.length} max={item.body.attachments.length} aria-label={t("phone.queue.photos")} /> : null}
            {isBack(item) ? (
              <span className="pair">
                <button type="button" onClick={() => void queue.takeBack(item.id).then((id) => go(address("fill", id)))}>
                  {t("phone.queue.take_back")}
                </button>
                <button type="button" className="quiet" onClick={() => setLeaving(item.id)}>
                  {t("phone.queue.discard")}
                </button>
              </span>
            ) : null}
          </li>
        ))}
      </ul>
      {waiting.length ? (
        <div className="stack">
          <button type="button" className="primary" disabled={busy} onClick={() => void now()}>
            {t(busy ? "phone.queue.sending" : "phone.queue.now")}
          </button>
          <p className="soft">{t("phone.queue.lead")}</p>
          <button type="button" onClick={() => void exported(store, person.login).then((file) => save(file, `navmark-${person.login}-${Date.now()}.zip`))}>
            {t("phone.queue.export")}
          </button>
          <p className="soft">{t("phone.queue.export_lead")}</p>
        </div>
      ) : null}
      {leaving ? (
        <Dialog title={t("phone.queue.discard")} close={() => setLeaving(null)}>
          <p>{t("phone.queue.discard_what")}</p>
          <div className="pair">
            <button type="button" onClick={() => setLeaving(null)}>
              {t("phone.cancel")}
            </button>
            <button type="button" className="danger" onClick={() => void queue.discard(leaving).then(() => setLeaving(null))}>
              {t("phone.queue.discard")}
            </button>
          </div>
        </Dialog>
      ) : null}
    </Page>
  ); // prettier-ignore
}

/** Whether it needs the person who filled it in. */
function isBack({ state }: Queued): boolean {
  return state === "refused" || state === "conflict";
}

/** In words: what it is waiting for. */
function stateOf(item: Queued, online: boolean, expired: boolean): string {
  const [stored, photos] = [item.stored.length, item.body.attachments.length];
  if (item.state === "done") return t("phone.queue.done", { photos });
  if (item.state === "conflict") return t("phone.queue.conflict");
  if (item.state === "refused") return t("phone.queue.refused", { why: item.trouble?.text || t(`phone.queue.${item.trouble?.status === 410 ? "lost_photo" : "no_reason"}`) });
  if (expired || item.trouble?.status === 401) return t("phone.queue.sign_in");
  if (!online || item.trouble?.status === 0) return photos && item.state === "photos" ? t("phone.queue.photos_wait", { stored, photos }) : t("phone.queue.network");
  if (item.trouble) return t("phone.queue.later", { why: item.trouble.text || String(item.trouble.status) });
  if (item.state === "photos" && stored < photos) return t("phone.queue.uploading", { stored, photos });
  return item.state === "waiting" ? t("phone.queue.turn") : t("phone.queue.sending");
}
