import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { api, ask, type Shape } from "../../../../api/client";
import { Problem } from "../../../../api/problem";
import { useDraft, useStale } from "../../changes";
import type { PlanValue } from "./plan";
import { type Cell, type Grid, Sheet } from "./sheet";

export interface Place {
  change: string;
  plan: string;
  indicator: string;
  tier: string;
}

type State = Shape<"GridState">;
export type SpreadWish = Shape<"SpreadWish">;
export type Saving = "saved" | "waiting" | "saving" | "failed";

/** Cells that somebody else has changed as well, with both sides. */
export interface Clash {
  mine: Cell[];
  theirs: Cell[];
}

const WAIT = 600;
const keyOf = ({ unit, column }: Cell) => `${unit}\t${column}`;

/** The address parts of a plan's routes. */
export const path = ({ change, plan }: Place) => ({ change, plan });

/** What the server holds of the plan: the grid is asked for once it has the line, and anew for other days. */
export interface Saved {
  /** The days it is for; null while the line or tier is not saved yet. */
  days: string | null;
  revision: number;
}

export function useSaved({ change, plan, indicator, tier }: Place): Saved {
  const card = useDraft(change, "target_plan", plan, false).data; // the page around has asked for it and keeps it fresh
  const value = card?.value as PlanValue | null | undefined;
  const line = value?.lines?.find((one) => one.indicator === indicator);
  const there = tier !== "" && line !== undefined && tier in ((line.spread === "amount" ? line.total : line.value) ?? {});
  return { days: there ? `${value?.from} ${value?.to}` : null, revision: card?.revision ?? 0 };
}

/**
 * One line and tier of a plan: what the server has, the cells typed since, saved a moment later. `named`: the
 * file that the plan's definition names; where it is another than the cells' own, `onFile` is called when they are saved. `afresh` begins from the plan's own
 * breakdown, whatever an earlier try has left in the file.
 */
export function usePlan(place: Place, saved: Saved, named: string | undefined, total: string, locked: ReadonlySet<string>, onFile: (path: string) => void) {
  const client = useQueryClient();
  const stale = useStale();
  const key = useMemo(() => ["plan-grid", place.change, place.plan, place.indicator, place.tier, saved.days], [place.change, place.plan, place.indicator, place.tier, saved.days]);
  const grid = useQuery({ queryKey: key, queryFn: () => ask(api.GET("/api/v1/changes/{change}/plans/{plan}/grid", { params: { path: path(place), query: { indicator: place.indicator, tier: place.tier } } })), enabled: saved.days !== null, placeholderData: keepPreviousData, staleTime: Infinity, gcTime: 0 });
  const { isError, refetch } = grid;
  useEffect(() => {
    if (isError) void refetch(); // the plan has been saved since: perhaps mended
  }, [saved.revision]); // eslint-disable-line react-hooks/exhaustive-deps
  const [cells, setCells] = useState<ReadonlyMap<string, Cell>>(new Map());
  const [saving, setSaving] = useState<Saving>("saved");
  const [problem, setProblem] = useState<unknown>(null);
  const [clash, setClash] = useState<Clash | null>(null);
  const waiting = useRef(new Map<string, Cell>());
  const before = useRef(new Map<string, string | null>());
  const running = useRef<Promise<boolean> | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const state = useRef({ revision: 0, begun: false });
  const past = useRef<Cell[][]>([]);
  const future = useRef<Cell[][]>([]);
  const data = grid.isPlaceholderData ? undefined : grid.data;
  const typed = data !== undefined && named === data.path;
  const now = useRef({ typed, onFile });
  now.current = { typed, onFile };

  useEffect(() => {
    if (!data) return;
    state.current = { revision: data.revision, begun: data.typed };
    setCells(new Map([...waiting.current]));
  }, [data]);

  const sheet = useMemo(() => (data ? new Sheet(data, total, locked, cells.values()) : null), [data, total, locked, cells]);
  const sheetNow = useRef(sheet);
  sheetNow.current = sheet;

  const reload = useCallback(async () => {
    waiting.current.clear();
    before.current.clear();
    setCells(new Map());
    await client.invalidateQueries({ queryKey: key });
  }, [client, key]);

  const send = useCallback(
    async (body: { cells?: Cell[]; spread?: SpreadWish }): Promise<State> => {
      const { begun, revision } = state.current;
      const afresh = !begun && !now.current.typed;
      const saved = await ask(api.PUT("/api/v1/changes/{change}/plans/{plan}/cells", { params: { path: path(place) }, body: { indicator: place.indicator, tier: place.tier, revision, afresh, cells: [], ...body } }));
      state.current = { revision: saved.revision, begun: true };
      if (!now.current.typed) now.current.onFile(saved.path);
      void stale();
      return saved;
    },
    [place, stale],
  );

  const collide = useCallback(
    (refused: Problem, mine: Cell[]) => {
      const theirs = refused.more.current as Grid;
      const other = new Sheet(theirs, "0", new Set());
      const clashing = mine.filter((cell) => {
        const there = other.statedText(cell.unit, cell.column);
        return there !== (before.current.get(keyOf(cell)) ?? null) && there !== cell.amount;
      });
      client.setQueryData(key, theirs);
      state.current = { revision: theirs.revision, begun: true };
      if (clashing.length) setClash({ mine: clashing, theirs: clashing.map(({ unit, column }) => ({ unit, column, amount: other.statedText(unit, column) })) });
      const kept = new Map(mine.filter((cell) => !clashing.includes(cell)).map((cell) => [keyOf(cell), cell]));
      for (const [name, cell] of waiting.current) kept.set(name, cell);
      waiting.current = kept;
      setCells(new Map(kept));
    },
    [client, key],
  );

  const flush = useCallback((): Promise<boolean> => {
    clearTimeout(timer.current);
    if (running.current) return running.current.then(() => flush());
    if (!waiting.current.size) return Promise.resolve(true);
    const mine = [...waiting.current.values()];
    waiting.current = new Map();
    setSaving("saving");
    const save = async (): Promise<boolean> => {
      try {
        await send({ cells: mine });
        for (const cell of mine) before.current.delete(keyOf(cell));
        setSaving("saved");
        setProblem(null);
        return true;
      } catch (error) {
        const back = new Map(mine.map((cell) => [keyOf(cell), cell]));
        if (error instanceof Problem && error.status === 409) {
          collide(error, mine);
          setSaving(waiting.current.size ? "waiting" : "saved");
          if (waiting.current.size) timer.current = setTimeout(() => void flush(), WAIT);
          return false;
        }
        for (const [name, cell] of waiting.current) back.set(name, cell);
        waiting.current = back;
        setProblem(error);
        setSaving("failed");
        return false;
      }
    };
    running.current = save().finally(() => {
      running.current = null;
    });
    return running.current;
  }, [collide, send]);

  useEffect(() => () => void flush(), [flush, key]);

  const put = useCallback(
    (some: Cell[], step: Cell[][] | null) => {
      const shown = sheetNow.current;
      if (!some.length || !shown) return;
      step?.push(some.map(({ unit, column }) => ({ unit, column, amount: shown.statedText(unit, column) })));
      for (const cell of some) {
        if (!before.current.has(keyOf(cell))) before.current.set(keyOf(cell), shown.statedText(cell.unit, cell.column));
        waiting.current.set(keyOf(cell), cell);
      }
      setCells((old) => {
        const next = new Map(old);
        for (const cell of some) next.set(keyOf(cell), cell);
        return next;
      });
      setSaving("waiting");
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void flush(), WAIT);
    },
    [flush],
  );

  const edit = useCallback(
    (some: Cell[]) => {
      future.current = [];
      put(some, past.current);
    },
    [put],
  );
  const undo = useCallback(() => put(past.current.pop() ?? [], future.current), [put]);
  const redo = useCallback(() => put(future.current.pop() ?? [], past.current), [put]);

  /** Takes a whole spread; the steps of undo before it are gone with the ground they stood on. */
  const spread = useCallback(
    async (wish: SpreadWish) => {
      if (!(await flush())) return;
      setSaving("saving");
      try {
        await send({ spread: wish });
        past.current = [];
        future.current = [];
        await reload();
        setSaving("saved");
        setProblem(null);
      } catch (error) {
        setSaving("saved");
        if (error instanceof Problem && error.status === 409) {
          collide(error, []);
          throw error;
        }
        throw error;
      }
    },
    [collide, flush, reload, send],
  );

  const settle = useCallback(
    (keep: Cell[]) => {
      setClash(null);
      edit(keep);
    },
    [edit],
  );

  const origin = () => ({ ...state.current, afresh: !state.current.begun && !typed });
  return { grid, data, typed, sheet, saving, problem, clash, edit, undo, redo, flush, reload, spread, settle, origin };
}
