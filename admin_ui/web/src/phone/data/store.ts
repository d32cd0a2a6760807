/** What the phone keeps, one database per person: on a shared phone nobody sees, or sends, what another has filled in. */

import { Dexie, type EntityTable } from "dexie";
import type { DutyDay, Form, Place, Text, UnitRef } from "./shapes";

export interface Draft {
  /** Becomes the submission's id. */
  id: string;
  form: string;
  version: string;
  title: Text;
  unit: UnitRef;
  duty: string | null;
  begun_at: string;
  changed_at: string;
  values: Record<string, unknown>;
  /** Why the server gave it back, if it did. */
  returned?: string;
}

export interface Declared {
  id: string;
  field: string;
  sha256: string;
  size: number;
  media_type: string;
  taken_at: string;
  location: Place | null;
}

/** The body of POST /field/submissions but `phone_now`; it stays the same however often it is sent. */
export interface Body {
  id: string;
  form: string;
  version: string;
  unit: string;
  duty?: string;
  begun_at: string;
  submitted_at: string;
  values: Record<string, unknown>;
  attachments: Declared[];
  location?: Place;
}

/**
 * waiting: for the network or its turn · sending · photos: the answers are there, photos are not all · done: the server
 * has named every hash · refused: the server will not have it as it is · conflict: the id stands for another content there
 */
export type State = "waiting" | "sending" | "photos" | "done" | "refused" | "conflict";

export interface Trouble {
  /** HTTP status, 0: no answer. */
  status: number;
  /** In the words of the server, for people; empty: ours are to be used. */
  text: string;
}

export interface Queued {
  id: string;
  title: Text;
  unit: UnitRef;
  queued_at: string;
  state: State;
  body: Body;
  /** Attachments whose hash the server has named. */
  stored: string[];
  attempts: number;
  /** Not before (ms since 1970). */
  next_at: number;
  trouble: Trouble | null;
  /** When the server had everything. */
  done_at?: string;
}

/** A photo or signature. Bytes, not a Blob: Safari has lost blobs that it kept. */
export interface Kept extends Declared {
  /** The draft or submission it belongs to. */
  owner: string;
  bytes: ArrayBuffer;
}

export interface KeptForm extends Form {
  kept_at: string;
}

export interface KeptUnits {
  form: string;
  units: UnitRef[];
}

/** Answers of the server that are shown again without a network. */
export interface Answer {
  path: string;
  body: unknown;
  at: string;
}

export class Store extends Dexie {
  declare drafts: EntityTable<Draft, "id">;
  declare submissions: EntityTable<Queued, "id">;
  declare blobs: EntityTable<Kept, "id">;
  declare forms: EntityTable<KeptForm, "name">;
  declare duties: EntityTable<DutyDay, "day">;
  declare units: EntityTable<KeptUnits, "form">;
  declare answers: EntityTable<Answer, "path">;

  /** `person`: the public id of the account. */
  constructor(person: string) {
    super(`navmark-phone-${person}`);
    this.version(1).stores({
      drafts: "id, [form+unit.code], changed_at",
      submissions: "id, state, queued_at",
      blobs: "id, owner",
      forms: "[name+version], name",
      duties: "day",
      units: "form",
      answers: "path",
    });
  }
}

/** Asks the browser not to clear away what waits here. */
export async function persist(): Promise<boolean> {
  try {
    return (await navigator.storage?.persisted?.()) || (await navigator.storage?.persist?.()) || false;
  } catch {
    return false;
  }
}

/** Whether a failure says that the phone has no room left. */
export function isFull(error: unknown): boolean {
  const named = error as { name?: string; inner?: { name?: string } };
  return named?.name === "QuotaExceededError" || named?.inner?.name === "QuotaExceededError";
}
