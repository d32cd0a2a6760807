/** The queue as a file, if all else fails: somebody else can send it on. */

import type { Store } from "../data/store";
import { zip } from "./zip";

/** queue.json (drafts too) and every photo under its id. */
export async function exported(store: Store, person: string): Promise<Blob> {
  const submissions = await store.submissions.where("state").notEqual("done").toArray();
  const drafts = await store.drafts.toArray();
  const blobs = await store.blobs.toArray();
  const told = { person, exported_at: new Date().toISOString(), submissions, drafts };
  const photos = blobs.map((one) => ({ name: `photos/${one.id}.${one.media_type === "image/png" ? "png" : "jpg"}`, bytes: new Uint8Array(one.bytes) }));
  return zip([{ name: "queue.json", bytes: new TextEncoder().encode(JSON.stringify(told, null, 1)) }, ...photos]);
}

/** Hands a file to the phone's own way of saving. */
export function save(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
