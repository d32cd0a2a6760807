/**
 * The queue: what was submitted goes to the server by itself, oldest first, as soon as there is a network, and stays
 * here until the server has named every hash. One tab sends at a time.
 */

import { type Caller, call, Refusal } from "../data/api";
import { localInstant, newId } from "../data/ids";
import type { Place } from "../data/shapes";
import { type Body, type Draft, isFull, type Kept, type Queued, type Store, type Trouble } from "../data/store";
import { Pace, send } from "./send";

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** How long a line of what has been sent stays in the list. */
const SHOWN_MS = 3 * 86_400_000;
/** The server will not have it as it is: trying again changes nothing. */
const FINAL = new Set([400, 403, 404, 410, 413, 415, 422]);

export interface Sky {
  now: () => number;
  random: () => number;
  later: (run: () => void, ms: number) => () => void;
  /** Runs where no other tab of this person is sending; else not at all. */
  alone: (name: string, run: () => Promise<void>) => Promise<void>;
}

export const realSky: Sky = {
  now: () => Date.now(),
  random: () => Math.random(),
  later: (run, ms) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  alone: async (name, run) => {
    if (!navigator.locks) return run();
    await navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock ? run() : undefined));
  },
};

/** Twice as long each time, up to five minutes, and never all phones at once. */
export function backOff(attempts: number, random: number): number {
  const full = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempts - 1, 20));
  return Math.round(full * (0.5 + random / 2));
}

export class Queue {
  /** Nobody is signed in as far as the server knows: nothing is sent until somebody is. */
  signedOut = false;
  onSignedOut: () => void = () => undefined;
  onChange: () => void = () => undefined;

  private readonly pace = new Pace();
  private running: Promise<void> | null = null;
  private again = false;
  private cancel: () => void = () => undefined;
  private closed = false;

  constructor(
    readonly store: Store,
    /** Public id of the account whose queue this is: nothing is sent in another's name. */
    private readonly person: string,
    private readonly by: Caller,
    private readonly sky: Sky = realSky,
  ) {}

  /** A finished draft becomes a submission, all or nothing. Throws where the phone has no room. */
  async submit(draft: Draft, values: Record<string, unknown>, files: string[], location: Place | null): Promise<void> {
    const { store } = this;
    await store.transaction("rw", store.drafts, store.submissions, store.blobs, async () => {
      const kept = await store.blobs.where("owner").equals(draft.id).toArray();
      const wanted = files.map((id) => kept.find((one) => one.id === id)).filter((one): one is Kept => !!one);
      const body: Body = {
        id: draft.id, form: draft.form, version: draft.version, unit: draft.unit.code,
        ...(draft.duty ? { duty: draft.duty } : {}),
        begun_at: draft.begun_at, submitted_at: localInstant(new Date(this.sky.now())), values,
        attachments: wanted.map(({ owner: _, bytes: __, ...declared }) => declared),
        ...(location ? { location } : {}),
      }; // prettier-ignore
      const queued_at = new Date(this.sky.now()).toISOString();
      const { title, unit } = draft;
      await store.submissions.add({ id: draft.id, title, unit, queued_at, state: "waiting", body, stored: [], attempts: 0, next_at: 0, trouble: null });
      await store.blobs.bulkDelete(kept.filter((one) => !files.includes(one.id)).map((one) => one.id));
      await store.drafts.delete(draft.id);
    });
    this.onChange();
    void this.run();
  }

  /** How many are not with the server yet. */
  async unsent(): Promise<number> {
    return this.store.submissions.where("state").notEqual("done").count();
  }

  /** Sends what is due. Calls while it sends are remembered: nothing that was just added waits for a timer. */
  run(): Promise<void> {
    if (this.running) {
      this.again = true;
      return this.running;
    }
    this.running = this.passes().finally(() => {
      this.running = null;
      void this.wake();
    });
    return this.running;
  }

  /** Now, whatever the back-off says. */
  async retryNow(): Promise<void> {
    await this.store.submissions.where("state").anyOf("waiting", "sending", "photos").modify({ next_at: 0 });
    await this.run();
  }

  /** A submission that the server will not have becomes a draft again. All its ids are new: the old ones may be taken. */
  async takeBack(id: string): Promise<string> {
    const { store } = this;
    const fresh = newId(this.sky.now());
    await store.transaction("rw", store.drafts, store.submissions, store.blobs, async () => {
      const item = await store.submissions.get(id);
      if (!item) return;
      const blobs = await store.blobs.where("owner").equals(id).toArray();
      const renamed = new Map(blobs.map((one) => [one.id, newId(this.sky.now())]));
      const values = JSON.parse(JSON.stringify(item.body.values), (_, value) => renamed.get(value as string) ?? value) as Draft["values"];
      const { form, version, duty = null, begun_at } = item.body;
      const changed_at = new Date(this.sky.now()).toISOString();
      const returned = item.trouble?.text ?? "";
      await store.drafts.put({ id: fresh, form, version, title: item.title, unit: item.unit, duty, begun_at, changed_at, values, returned });
      await store.blobs.bulkDelete(blobs.map((one) => one.id));
      await store.blobs.bulkPut(blobs.map((one) => ({ ...one, id: renamed.get(one.id)!, owner: fresh })));
      await store.submissions.delete(id);
    });
    this.onChange();
    return fresh;
  }

  /** Thrown away by the person who filled it in. */
  async discard(id: string): Promise<void> {
    const { store } = this;
    await store.transaction("rw", store.submissions, store.blobs, async () => {
      await store.blobs.where("owner").equals(id).delete();
      await store.submissions.delete(id);
    });
    this.onChange();
  }

  /** No more sending from here: another person signs in, or the page goes. */
  close(): void {
    this.closed = true;
    this.cancel();
  }

  private async passes(): Promise<void> {
    this.cancel();
    do {
      this.again = false;
      await this.sky.alone(`${this.store.name}-sends`, () => this.pass());
    } while (this.again && !this.closed);
  }

  private async pass(): Promise<void> {
    const { submissions } = this.store;
    // Whoever was sending is gone (one tab at a time): it waits again.
    await submissions.where("state").equals("sending").modify({ state: "waiting" });
    const old = new Date(this.sky.now() - SHOWN_MS).toISOString();
    await submissions.where("state").equals("done").and((one) => (one.done_at ?? "") < old).delete();
    const due = await submissions.where("state").anyOf("waiting", "photos").sortBy("queued_at");
    const turn = { proved: false };
    for (const item of due.filter((one) => one.next_at <= this.sky.now())) {
      if (this.closed || this.signedOut) return;
      if (!(await this.one(item, turn))) return;
    }
  }

  /** Whether the next may be tried. */
  private async one(item: Queued, turn: { proved: boolean }): Promise<boolean> {
    const { submissions } = this.store;
    if (item.state === "waiting") await submissions.update(item.id, { state: "sending" });
    this.onChange();
    try {
      if (!turn.proved) await this.prove();
      turn.proved = true;
      // What moves on is not slowed down: a train with many tunnels arrives as well.
      await send(item, { store: this.store, by: this.by, now: this.sky.now, pace: this.pace, moved: () => (item.attempts = 0) });
      return true;
    } catch (problem) {
      return await this.failed(item, problem);
    } finally {
      this.onChange();
    }
  }

  private async failed(item: Queued, problem: unknown): Promise<boolean> {
    const { status, text, body, wait } = problem instanceof Refusal ? problem : new Refusal(isFull(problem) ? 507 : 0, "");
    const { submissions } = this.store;
    const back = item.state === "photos" ? ("photos" as const) : ("waiting" as const);
    const trouble: Trouble = { status, text };
    if (status === 401) {
      this.signedOut = true;
      await submissions.update(item.id, { state: back, trouble });
      this.onSignedOut();
      return false;
    }
    if (status === 409 && body.conflict) {
      await submissions.update(item.id, { state: "conflict", trouble });
      return true;
    }
    if (FINAL.has(status)) {
      await submissions.update(item.id, { state: "refused", trouble });
      return true;
    }
    const attempts = item.attempts + 1;
    const pause = Math.max(backOff(attempts, this.sky.random()), wait * 1000);
    await submissions.update(item.id, { state: back, attempts, next_at: this.sky.now() + pause, trouble });
    if (status !== 0) return true; // a fault of one is not one of the others
    await submissions.where("state").equals("waiting").and((one) => !one.trouble).modify({ trouble });
    return false; // no answer for one is no answer for all
  }

  /** Who does the server think we are? In this browser another person may have signed in meanwhile. */
  private async prove(): Promise<void> {
    const session = await call<{ user: { public_id: string }; csrf: string }>("GET", "/session", undefined, this.by);
    if (session.user.public_id !== this.person) throw new Refusal(401, "");
    this.by.csrf = session.csrf;
  }

  /** Sets the alarm for what waits for its time. */
  private async wake(): Promise<void> {
    this.cancel();
    if (this.closed || this.signedOut) return;
    const waiting = await this.store.submissions.where("state").anyOf("waiting", "photos").toArray().catch(() => []);
    if (!waiting.length) return;
    const first = Math.min(...waiting.map((one) => one.next_at));
    this.cancel = this.sky.later(() => void this.run(), Math.max(500, first - this.sky.now()));
  }
}
