/** Sends one submission: its answers, then every photo in pieces, and asks at the end what has arrived. */

import { type Caller, call, Refusal } from "../data/api";
import { sha256 } from "../data/ids";
import type { Progress, Receipt } from "../data/shapes";
import type { Body, Declared, Kept, Queued, Store } from "../data/store";

/** Pieces, in bytes: as large as the network carries in a few seconds, and the server takes. */
const FIRST = 128 * 1024;
const SMALLEST = 16 * 1024;
const QUICK_MS = 4_000;
/** Answers to a wrong offset in a row after which something else is wrong. */
const MOST_CORRECTIONS = 5;

export interface Sender {
  /** Something arrived that had not been there. */
  moved: () => void;
  store: Store;
  by: Caller;
  now: () => number;
  /** Kept from one photo to the next. */
  pace: Pace;
}

export class Pace {
  size = FIRST;

  /** After a piece that arrived. */
  arrived(took: number, most: number): void {
    if (took < QUICK_MS) this.size = Math.min(most, this.size * 2);
  }

  /** After one that did not: on a bad line a smaller one may. */
  lost(): void {
    this.size = Math.max(SMALLEST, Math.floor(this.size / 2));
  }
}

/**
 * Resolves when the server has named the hash of every attachment; then nothing of it is on the phone any more but a
 * line that says so. Throws a Refusal; what has arrived until then is not sent again.
 */
export async function send(item: Queued, sender: Sender): Promise<void> {
  const { store } = sender;
  let receipt = await declare(item.body, sender);
  await note(item, receipt, store);
  for (const one of item.body.attachments) {
    if (receipt.stored[one.id] === one.sha256) continue;
    await upload(item, one, sender);
    await store.submissions.update(item.id, { stored: [...new Set([...item.stored, one.id])] });
    item.stored = [...new Set([...item.stored, one.id])];
  }
  if (!isWhole(item.body, receipt)) receipt = await declare(item.body, sender);
  if (!isWhole(item.body, receipt)) {
    await note(item, receipt, store);
    throw new Refusal(0, ""); // not everything is named yet: it stays here, and is asked for again
  }
  await finish(item, sender);
}

/** Whether the server's answer names every hash. */
export function isWhole(body: Body, receipt: Receipt): boolean {
  return receipt.state === "complete" && body.attachments.every((one) => receipt.stored[one.id] === one.sha256);
}

function declare(body: Body, { by, now }: Sender): Promise<Receipt> {
  return call<Receipt>("POST", "/field/submissions", { ...body, phone_now: new Date(now()).toISOString() }, by);
}

async function note(item: Queued, receipt: Receipt, store: Store): Promise<void> {
  item.stored = item.body.attachments.filter((one) => receipt.stored[one.id] === one.sha256).map((one) => one.id);
  item.state = "photos";
  await store.submissions.update(item.id, { state: item.state, stored: item.stored, trouble: null });
}

async function finish(item: Queued, { store, now }: Sender): Promise<void> {
  await store.transaction("rw", store.submissions, store.blobs, async () => {
    const stored = item.body.attachments.map((one) => one.id);
    const done_at = new Date(now()).toISOString();
    await store.submissions.update(item.id, { state: "done", stored, done_at, trouble: null });
    await store.blobs.where("owner").equals(item.id).delete();
  });
}

/** One attachment from wherever the server stands to its end. */
async function upload(item: Queued, one: Declared, sender: Sender): Promise<void> {
  const wish = { ...one, submission: item.id, form: item.body.form };
  let at = await call<Progress>("POST", "/field/attachments", wish, sender.by);
  const token = at.token ?? "";
  const most = Math.max(1, at.chunk ?? FIRST);
  let corrections = 0;
  let bytes: ArrayBuffer | null = null;
  while (at.state === "coming") {
    bytes ??= await bytesOf(one, sender.store);
    const piece = bytes.slice(at.received, at.received + Math.min(most, sender.pace.size));
    const began = sender.now();
    try {
      at = await patch(token, at.received, piece, sender.by);
      corrections = 0;
      sender.moved();
      sender.pace.arrived(sender.now() - began, most);
    } catch (problem) {
      if (problem instanceof Refusal && problem.status === 0) sender.pace.lost();
      if (!(problem instanceof Refusal) || problem.status !== 409 || ++corrections > MOST_CORRECTIONS) throw problem;
      at = await call<Progress>("GET", `/field/attachments/${token}`, undefined, sender.by); // where does it stand?
    }
  }
  if (at.state === "refused") throw new Refusal(422, wordsOf(at, sender.by));
  if (at.state === "stored" && at.sha256 && at.sha256 !== one.sha256) throw new Refusal(0, ""); // another's receipt
}

async function patch(token: string, offset: number, piece: ArrayBuffer, by: Caller): Promise<Progress> {
  const form = new FormData();
  form.append("file", new Blob([piece]), "part");
  const query = new URLSearchParams({ offset: String(offset), sha256: await sha256(piece) });
  return call<Progress>("PATCH", `/field/attachments/${token}?${query}`, form, by);
}

async function bytesOf(one: Declared, store: Store): Promise<ArrayBuffer> {
  const kept: Kept | undefined = await store.blobs.get(one.id);
  if (!kept) throw new Refusal(410, "");
  return kept.bytes;
}

function wordsOf(at: Progress, by: Caller): string {
  const words = at.refusal?.message;
  return typeof words === "string" ? words : (words?.[by.language] ?? "");
}
