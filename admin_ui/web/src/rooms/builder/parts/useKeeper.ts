import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useBlocker } from "react-router";
import { type DraftCard, draftKey, useStale, write } from "../changes";
import { Keeper, type Kept } from "../logic/keeper";

/** The draft of one definition while it is on the screen; `asked`: leaving has to be decided, for something could not be saved. */
export function useKeeper(change: string | null, card: DraftCard): { keeper: Keeper; kept: Kept; asked: { stay: () => void; leave: () => void } | null } {
  const client = useQueryClient();
  const stale = useStale();
  const { kind, name } = card;
  const [keeper] = useState(
    () =>
      new Keeper(card, async (body) => {
        if (change === null) throw new Error("nothing is edited outside a change set");
        const saved = await write.draft(change, kind, name, body);
        client.setQueryData(draftKey(change, kind, name), saved);
        void stale("draft");
        return saved;
      }),
  );
  const kept = useSyncExternalStore(keeper.subscribe, keeper.state);
  useEffect(() => keeper.refresh(card), [keeper, card]);
  useEffect(() => () => void keeper.flush(), [keeper]);
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (keeper.dirty) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [keeper]);

  const blocker = useBlocker(({ currentLocation, nextLocation }) => keeper.dirty && currentLocation.pathname !== nextLocation.pathname);
  const [ask, setAsk] = useState(false);
  useEffect(() => {
    if (blocker.state !== "blocked") return setAsk(false);
    let here = true;
    void keeper.flush().then((saved) => {
      if (!here) return;
      if (saved) blocker.proceed();
      else setAsk(true);
    });
    return () => {
      here = false;
    };
  }, [blocker, keeper]);
  const asked = ask && blocker.state === "blocked" ? { stay: () => blocker.reset(), leave: () => blocker.proceed() } : null;
  return { keeper, kept, asked };
}
