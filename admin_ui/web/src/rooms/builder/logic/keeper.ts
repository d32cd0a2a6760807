import { Problem } from "../../../api/problem";
import type { DraftCard } from "../changes";
import { type Json, same } from "./path";

export type Saving = "saved" | "waiting" | "saving" | "failed" | "clash";

export interface Kept {
  value: Json | null;
  /** What the server last said about this draft. */
  card: DraftCard;
  saving: Saving;
  problem: unknown;
  /** Somebody else's draft, when ours was refused because of it. */
  theirs: DraftCard | null;
  undoable: boolean;
  redoable: boolean;
}

type Put = (body: { value: Json | null; revision: number; rebase?: boolean }) => Promise<DraftCard>;

/** Steps closer together than this are one step of undo, in ms. */
const TOGETHER = 600;

/**
 * One definition while it is edited: keeps what is typed, saves it a moment after the last key, never two saves at a
 * time, and keeps both sides when somebody else has saved meanwhile.
 */
export class Keeper {
  private past: (Json | null)[] = [];
  private future: (Json | null)[] = [];
  private steppedAt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<boolean> | null = null;
  private told = new Set<() => void>();
  private kept: Kept;

  constructor(
    card: DraftCard,
    private readonly put: Put,
    private readonly wait = 800,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.kept = { value: card.value, card, saving: "saved", problem: null, theirs: null, undoable: false, redoable: false };
  }

  readonly state = (): Kept => this.kept;
  readonly subscribe = (tell: () => void): (() => void) => {
    this.told.add(tell);
    return () => void this.told.delete(tell);
  };

  private set(part: Partial<Kept>): void {
    this.kept = { ...this.kept, ...part, undoable: this.past.length > 0, redoable: this.future.length > 0 };
    for (const tell of this.told) tell();
  }

  /** Takes a new value; quick successions are one step of undo. */
  change(value: Json | null): void {
    if (same(value ?? undefined, this.kept.value ?? undefined)) return;
    const now = this.now();
    if (now - this.steppedAt > TOGETHER || !this.past.length) this.past.push(this.kept.value);
    this.steppedAt = now;
    this.future = [];
    this.take(value);
  }

  undo(): void {
    const before = this.past.pop();
    if (before === undefined) return;
    this.future.push(this.kept.value);
    this.steppedAt = 0;
    this.take(before);
  }

  redo(): void {
    const after = this.future.pop();
    if (after === undefined) return;
    this.past.push(this.kept.value);
    this.steppedAt = 0;
    this.take(after);
  }

  private take(value: Json | null): void {
    // A clash must be decided first; what is typed meanwhile is kept.
    this.set({ value, saving: this.kept.saving === "clash" ? "clash" : "waiting" });
    if (this.kept.saving !== "clash") this.later();
  }

  private later(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), this.wait);
  }

  get dirty(): boolean {
    return !same(this.kept.value ?? undefined, this.kept.card.value ?? undefined);
  }

  /** Saves now; whether everything is saved afterwards. */
  async flush(): Promise<boolean> {
    clearTimeout(this.timer);
    if (this.running) await this.running;
    if (this.kept.saving === "clash") return false;
    if (!this.dirty) {
      if (this.kept.saving !== "saved") this.set({ saving: "saved", problem: null });
      return true;
    }
    this.running = this.save(this.kept.value, this.kept.card.revision);
    const saved = await this.running;
    this.running = null;
    return saved && (this.dirty ? this.flush() : true);
  }

  private async save(value: Json | null, revision: number, rebase = false): Promise<boolean> {
    this.set({ saving: "saving", problem: null });
    try {
      const card = await this.put({ value, revision, ...(rebase ? { rebase } : {}) });
      // The server's form of the value may differ in the order of its keys only: what is typed stays.
      this.set({ card, theirs: null, saving: same(this.kept.value ?? undefined, value ?? undefined) ? "saved" : "waiting" });
      if (this.kept.saving === "waiting") this.later();
      return true;
    } catch (problem) {
      const current = problem instanceof Problem && problem.status === 409 ? (problem.more.current as DraftCard | undefined) : undefined;
      if (current) this.set({ saving: "clash", theirs: current, problem: null });
      else this.set({ saving: "failed", problem });
      return false;
    }
  }

  /** Another's save that was refused to ours is merged: ours now stands upon it. `rebase`: merged with what serves. */
  async settle(value: Json | null, onto: DraftCard, rebase = false): Promise<boolean> {
    clearTimeout(this.timer);
    this.past.push(this.kept.value);
    this.steppedAt = 0;
    this.future = [];
    this.set({ value, card: onto, theirs: null, saving: "waiting" });
    this.running = this.save(value, onto.revision, rebase);
    const saved = await this.running;
    this.running = null;
    return saved;
  }

  /** What the server says now, where nothing of ours is unsaved. */
  refresh(card: DraftCard): void {
    if (this.dirty || this.kept.saving !== "saved") return;
    if (card.revision < this.kept.card.revision) return;
    this.set({ card, value: card.value });
  }

  /** Begins anew with what the server says: nothing of before is kept. */
  restart(card: DraftCard): void {
    clearTimeout(this.timer);
    this.past = [];
    this.future = [];
    this.set({ value: card.value, card, theirs: null, problem: null, saving: "saved" });
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}
