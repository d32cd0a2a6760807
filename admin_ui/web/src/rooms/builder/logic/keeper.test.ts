import { describe, expect, it, vi } from "vitest";
import { Problem } from "../../../api/problem";
import type { DraftCard } from "../changes";
import { Keeper } from "./keeper";
import type { Json } from "./path";

const card = (value: Json, revision: number): DraftCard => ({ kind: "k", name: "n", path: "k/n.json", value, revision, live: null, base: null, action: "changed", conflict: false, issues: [] });

/** A server that keeps one draft and refuses a save made from another revision. */
function server(value: Json) {
  let now = card(value, 1);
  const put = vi.fn(async (body: { value: Json | null; revision: number }) => {
    await Promise.resolve();
    if (body.revision !== now.revision) throw new Problem(409, "", "", [], { current: now });
    now = card(body.value as Json, now.revision + 1);
    return now;
  });
  return { put, save: (next: Json) => void (now = card(next, now.revision + 1)), now: () => now };
}

describe("a draft while it is edited", () => {
  it("saves once after the last key, and again what came while it saved", async () => {
    vi.useFakeTimers();
    const there = server({ a: 0 });
    const keeper = new Keeper(there.now(), there.put, 800, () => Date.now());
    for (const a of [1, 2, 3]) keeper.change({ a });
    expect(keeper.state().saving).toBe("waiting");
    await vi.advanceTimersByTimeAsync(799);
    expect(there.put).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(2);
    expect(there.put.mock.calls.map(([body]) => body)).toEqual([{ value: { a: 3 }, revision: 1 }]);
    expect(keeper.state().saving).toBe("saved");
    keeper.change({ a: 4 });
    const saved = keeper.flush();
    keeper.change({ a: 5 });
    expect(await saved).toBe(true);
    expect(there.now().value).toEqual({ a: 5 });
    expect(keeper.dirty).toBe(false);
    vi.useRealTimers();
  });

  it("goes back and forth; quick steps are one", () => {
    let now = 0;
    const keeper = new Keeper(card({ a: 0 }, 1), async () => card({}, 2), 1e6, () => now);
    now = 1000;
    keeper.change({ a: 1 });
    now = 1100;
    keeper.change({ a: 2 });
    now = 3000;
    keeper.change({ a: 3 });
    keeper.undo();
    expect(keeper.state().value).toEqual({ a: 2 });
    keeper.undo();
    expect(keeper.state().value).toEqual({ a: 0 });
    expect(keeper.state().undoable).toBe(false);
    keeper.redo();
    keeper.redo();
    expect(keeper.state().value).toEqual({ a: 3 });
    keeper.stop();
  });

  it("loses neither side when somebody else was first", async () => {
    const there = server({ a: 0, b: 0 });
    const keeper = new Keeper(there.now(), there.put, 1e6);
    there.save({ a: 0, b: 9 });
    keeper.change({ a: 1, b: 0 });
    expect(await keeper.flush()).toBe(false);
    const { saving, theirs, value, card: base } = keeper.state();
    expect([saving, theirs?.value, value, base.value]).toEqual(["clash", { a: 0, b: 9 }, { a: 1, b: 0 }, { a: 0, b: 0 }]);
    keeper.change({ a: 2, b: 0 }); // goes on typing before deciding
    expect(keeper.state().saving).toBe("clash");
    expect(theirs && (await keeper.settle({ a: 2, b: 9 }, theirs))).toBe(true);
    expect(there.now().value).toEqual({ a: 2, b: 9 });
    expect(keeper.state().saving).toBe("saved");
  });

  it("keeps what could not be saved, and saves it later", async () => {
    const put = vi.fn().mockRejectedValueOnce(new Problem(503, "away", "", [])).mockResolvedValue(card({ a: 1 }, 2));
    const keeper = new Keeper(card({ a: 0 }, 1), put, 1e6);
    keeper.change({ a: 1 });
    expect(await keeper.flush()).toBe(false);
    expect(keeper.state()).toMatchObject({ saving: "failed", value: { a: 1 } });
    expect(keeper.dirty).toBe(true);
    expect(await keeper.flush()).toBe(true);
  });

  it("takes what the server says only while nothing of ours is unsaved", () => {
    const keeper = new Keeper(card({ a: 0 }, 1), async () => card({}, 2), 1e6);
    keeper.refresh(card({ a: 7 }, 2));
    expect(keeper.state().value).toEqual({ a: 7 });
    keeper.change({ a: 8 });
    keeper.refresh(card({ a: 9 }, 3));
    expect(keeper.state().value).toEqual({ a: 8 });
    keeper.stop();
  });
});
