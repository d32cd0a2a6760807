import "fake-indexeddb/auto";
import { afterEach, expect, test } from "vitest";
import { newId, sha256 } from "../data/ids";
import { type Draft, type Kept, Store } from "../data/store";
import { backOff, Queue, type Sky } from "./queue";
import { Pace } from "./send";
import { FakeServer } from "./server.fake";

let opened: Store[] = [];
let clock = Date.parse("2026-11-23T08:00:00Z");

/** Time passes only when an alarm is waited for. */
class TestSky implements Sky {
  alarm: (() => void) | null = null;
  at = 0;
  private held = new Set<string>();
  now = () => clock;
  random = () => 1;
  later = (run: () => void, ms: number) => {
    this.alarm = run;
    this.at = clock + ms;
    return () => void (this.alarm = null);
  };
  alone = async (name: string, run: () => Promise<void>) => {
    if (this.held.has(name)) return;
    this.held.add(name);
    await run().finally(() => this.held.delete(name));
  };
}

function phone(server: FakeServer, sky = new TestSky(), name = `p${newId()}`) {
  const store = new Store(name);
  opened.push(store);
  const by = { fetch: server.fetch, csrf: "", language: "en" as const };
  return { store, sky, queue: new Queue(store, "me", by, sky), name };
}

async function filled(store: Store, photos = 3, size = 10): Promise<{ draft: Draft; files: string[] }> {
  const id = newId(clock);
  const files: string[] = [];
  for (let number = 0; number < photos; number += 1) {
    const bytes = crypto.getRandomValues(new Uint8Array(size)).buffer as ArrayBuffer;
    const one: Kept = { id: newId(clock), owner: id, field: "shelf", sha256: await sha256(bytes), size, media_type: "image/jpeg", taken_at: "2026-11-23T08:00:00Z", location: null, bytes };
    files.push(one.id);
    await store.blobs.add(one);
  }
  const draft: Draft = { id, form: "f", version: "v", title: "F", unit: { code: "U1", title: "U" }, duty: "daily", begun_at: "2026-11-23T08:00:00Z", changed_at: "", values: { shelf: files } };
  await store.drafts.add(draft);
  return { draft, files };
}

/** Lets alarms ring until nothing waits any more, or the phone has given up. */
async function untilQuiet({ queue, sky, store }: ReturnType<typeof phone>, most = 200): Promise<void> {
  for (let turn = 0; turn < most; turn += 1) {
    await queue.run();
    await Promise.resolve();
    if (!(await store.submissions.where("state").anyOf("waiting", "sending", "photos").count())) return;
    clock = Math.max(clock + 1, sky.at);
  }
  throw new Error("it never came to an end");
}

afterEach(async () => {
  await Promise.all(opened.map((store) => store.delete()));
  opened = [];
});

test("a submission with three photos arrives in pieces, and leaves the phone only then", async () => {
  const server = new FakeServer();
  const here = phone(server);
  const { draft, files } = await filled(here.store);
  await here.queue.submit(draft, draft.values, files, null);
  expect(await here.queue.unsent()).toBe(1);
  await untilQuiet(here);
  expect(server.stores).toBe(1);
  expect([...server.files.keys()].sort()).toEqual([...files].sort());
  expect(server.calls.filter((call) => call.startsWith("PATCH"))).toHaveLength(9); // 3 × (4 + 4 + 2)
  expect(await here.store.blobs.count()).toBe(0);
  expect(await here.store.drafts.count()).toBe(0);
  expect((await here.store.submissions.toArray()).map((one) => one.state)).toEqual(["done"]);
});

test("a cut before or after any call loses nothing and stores nothing twice", async () => {
  const calls = 1 + 1 + 3 * (1 + 3) + 1; // session, answers, three photos of three pieces, the last question
  for (const kind of ["before", "after"] as const) {
    for (let cut = 1; cut <= calls; cut += 1) {
      const server = new FakeServer();
      const here = phone(server);
      const { draft, files } = await filled(here.store);
      server.fault = (call) => (call === cut ? kind : undefined);
      await here.queue.submit(draft, draft.values, files, null);
      await untilQuiet(here);
      expect(server.stores, `${kind} ${cut}`).toBe(1);
      expect([...server.files.values()].map((file) => file.state), `${kind} ${cut}`).toEqual(["stored", "stored", "stored"]);
      // No piece was taken twice: what the server holds is as long as what was declared.
      for (const file of server.files.values()) expect(file.received).toBe(file.size);
      expect(await here.store.blobs.count()).toBe(0);
    }
  }
}, 20_000);

test("a photo stays until its hash is named: a server that forgets one is asked and sent to again", async () => {
  const server = new FakeServer();
  const here = phone(server);
  const { draft, files } = await filled(here.store, 1);
  await here.queue.submit(draft, draft.values, files, null);
  let lost = false;
  server.fault = (_, what) => {
    if (!lost && what === "POST /field/submissions" && server.files.size) {
      lost = true;
      server.files.clear(); // right before the last question
    }
    return undefined;
  };
  await here.queue.run();
  expect(lost).toBe(true);
  expect(await here.store.blobs.count()).toBe(1);
  expect((await here.store.submissions.get(draft.id))?.state).toBe("photos");
  await untilQuiet(here);
  expect(await here.store.blobs.count()).toBe(0);
  expect(server.files.get(files[0]!)?.state).toBe("stored");
});

test("the oldest goes first, and one fault does not hold up the rest", async () => {
  const server = new FakeServer();
  const here = phone(server);
  const made = [];
  for (let number = 0; number < 3; number += 1) {
    clock += 1000;
    const { draft, files } = await filled(here.store, 0);
    made.push(draft.id);
    await here.store.submissions.add({ id: draft.id, title: "F", unit: draft.unit, queued_at: new Date(clock).toISOString(), state: "waiting", stored: [], attempts: 0, next_at: 0, trouble: null,
      body: { id: draft.id, form: "f", version: "v", unit: "U1", begun_at: "", submitted_at: "", values: {}, attachments: [] } });
    expect(files).toEqual([]);
  }
  let first = true;
  server.fault = (_, what) => {
    if (what !== "POST /field/submissions" || !first) return undefined;
    first = false;
    return 500;
  };
  await here.queue.run();
  const states = await Promise.all(made.map(async (id) => (await here.store.submissions.get(id))?.state));
  expect(states).toEqual(["waiting", "done", "done"]);
  await untilQuiet(here);
  expect(await here.queue.unsent()).toBe(0);
});

test("without a network all that waits says so, whichever was tried", async () => {
  const server = new FakeServer();
  server.fault = () => "before";
  const here = phone(server);
  for (let number = 0; number < 3; number += 1) {
    const { draft } = await filled(here.store, 0);
    const body = { id: draft.id, form: "f", version: "v", unit: "U1", begun_at: "", submitted_at: "", values: {}, attachments: [] };
    await here.store.submissions.add({ id: draft.id, title: "F", unit: draft.unit, queued_at: "", state: "waiting", stored: [], attempts: 0, next_at: 0, trouble: null, body });
  }
  await here.queue.run();
  expect(server.calls).toEqual(["GET /session"]); // one is tried, not three
  expect((await here.store.submissions.toArray()).map((one) => one.trouble?.status)).toEqual([0, 0, 0]);
});

test("a session that has ended keeps the queue, and signing in again sends it", async () => {
  const server = new FakeServer();
  const here = phone(server);
  const { draft, files } = await filled(here.store, 1);
  server.signedIn = false;
  let asked = 0;
  here.queue.onSignedOut = () => void (asked += 1);
  await here.queue.submit(draft, draft.values, files, null);
  await here.queue.run();
  expect(asked).toBe(1);
  expect((await here.store.submissions.get(draft.id))?.trouble?.status).toBe(401);
  expect(await here.store.blobs.count()).toBe(1);
  server.signedIn = true;
  here.queue.signedOut = false;
  await here.queue.retryNow();
  expect(await here.queue.unsent()).toBe(0);
});

test("nothing goes out in another person's name", async () => {
  const server = new FakeServer();
  server.person = "somebody else";
  const here = phone(server);
  const { draft, files } = await filled(here.store, 1);
  await here.queue.submit(draft, draft.values, files, null);
  await here.queue.run();
  expect(server.stores).toBe(0);
  expect(here.queue.signedOut).toBe(true);
  expect(await here.queue.unsent()).toBe(1);
});

test("a refusal is final and said; taken back it is a draft with new ids", async () => {
  for (const [status, at] of [[422, "POST /field/submissions"], [413, "PATCH"], [403, "POST /field/submissions"]] as const) {
    const server = new FakeServer();
    const here = phone(server);
    const { draft, files } = await filled(here.store, 1);
    server.fault = (_, what) => (what.startsWith(at) ? status : undefined);
    await here.queue.submit(draft, draft.values, files, null);
    await here.queue.run();
    expect((await here.store.submissions.get(draft.id))?.trouble).toEqual({ status, text: `no: ${status}` });
    expect((await here.store.submissions.get(draft.id))?.state).toBe("refused");
    const fresh = await here.queue.takeBack(draft.id);
    const again = await here.store.drafts.get(fresh);
    const [photo] = await here.store.blobs.where("owner").equals(fresh).toArray();
    expect(again?.values).toEqual({ shelf: [photo?.id] });
    expect(again?.returned).toBe(`no: ${status}`);
    expect([draft.id, files[0]]).not.toContain(photo?.id);
    server.fault = () => undefined;
    await here.queue.submit(again!, again!.values, [photo!.id], null);
    await untilQuiet(here);
    expect(await here.queue.unsent()).toBe(0);
  }
});

test("a photo the server refuses gives its reason", async () => {
  const server = new FakeServer();
  server.refuse = () => true;
  const here = phone(server);
  const { draft, files } = await filled(here.store, 1);
  await here.queue.submit(draft, draft.values, files, null);
  await here.queue.run();
  expect((await here.store.submissions.get(draft.id))?.trouble).toEqual({ status: 422, text: "too dark" });
  expect(await here.store.blobs.count()).toBe(1);
});

test("another content under the same id is a conflict: kept there, said here, not tried for ever", async () => {
  const server = new FakeServer();
  const here = phone(server);
  const { draft, files } = await filled(here.store, 1);
  server.conflictFor.add(draft.id);
  await here.queue.submit(draft, draft.values, files, null);
  await untilQuiet(here);
  expect((await here.store.submissions.get(draft.id))?.state).toBe("conflict");
  expect(await here.store.blobs.count()).toBe(1);
});

test("two tabs on one phone do not send the same thing at the same time", async () => {
  const server = new FakeServer();
  const sky = new TestSky();
  const one = phone(server, sky);
  const other = phone(server, sky, one.name);
  const { draft, files } = await filled(one.store);
  await one.queue.submit(draft, draft.values, files, null);
  await Promise.all([one.queue.run(), other.queue.run()]);
  await untilQuiet(one);
  expect(server.calls.filter((call) => call.startsWith("PATCH"))).toHaveLength(9);
  expect(server.stores).toBe(1);
});

test("the pauses grow to five minutes, and differ from phone to phone", () => {
  expect([1, 2, 3, 20].map((attempts) => backOff(attempts, 1))).toEqual([2_000, 4_000, 8_000, 300_000]);
  expect(backOff(20, 0)).toBe(150_000);
});

test("pieces are as large as the line carries", () => {
  const pace = new Pace();
  pace.arrived(900, 500_000);
  expect(pace.size).toBe(262_144);
  pace.arrived(900, 500_000);
  pace.arrived(9_000, 500_000);
  expect(pace.size).toBe(500_000);
  for (let times = 0; times < 9; times += 1) pace.lost();
  expect(pace.size).toBe(16_384);
});

test("ids sort by time and say that they are of version 7", () => {
  const [early, late] = [newId(1_000_000_000_000), newId(1_000_000_000_001)];
  expect(early < late).toBe(true);
  expect(early).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
