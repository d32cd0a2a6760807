/** Who is signed in on this phone, with what is kept for that person and the queue that sends it. */

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { call, caller, Refusal } from "./data/api";
import type { Language, Text } from "./data/shapes";
import { persist, Store } from "./data/store";
import { Queue } from "./queue/queue";
import { speak } from "./words";

export interface Person {
  public_id: string;
  login: string;
  title: Text;
  language: Language;
}

interface Answer {
  user: Person;
  csrf: string;
}

export interface Signed {
  person: Person;
  store: Store;
  queue: Queue;
  /** The server does not know us any more; what was filled in stays. */
  expired: boolean;
  /** Called by whoever gets a 401. */
  lost: () => void;
  signIn: (login: string, password: string) => Promise<void>;
  signOut: () => Promise<void>;
}

export interface Door {
  /** Undefined while it is not known. */
  signed: Signed | null | undefined;
  /** Nobody is known here and the server does not answer. */
  unreachable: boolean;
  /** The login last used here, whose session has ended. */
  lastLogin: string;
  signIn: (login: string, password: string) => Promise<void>;
}

const REMEMBERED = "navmark.phone.person";
const SignedContext = createContext<Signed | null>(null);

function remembered(): Person | null {
  try {
    return JSON.parse(localStorage.getItem(REMEMBERED) ?? "null") as Person | null;
  } catch {
    return null;
  }
}

function remember({ public_id, login, title, language }: Person): void {
  localStorage.setItem(REMEMBERED, JSON.stringify({ public_id, login, title, language }));
}

interface Here {
  person: Person;
  store: Store;
  queue: Queue;
}

function opened(person: Person): Here {
  const store = new Store(person.public_id);
  return { person, store, queue: new Queue(store, person.public_id, caller) };
}

/** On a shared phone only what is not with the server yet stays behind whoever signs out. */
async function tidied({ store, queue }: Here): Promise<void> {
  if ((await queue.unsent()) + (await store.drafts.count())) await Promise.all([store.answers.clear(), store.duties.clear(), store.units.clear()]);
  else await store.delete({ disableAutoOpen: true });
}

/** The door: whoever is known is let in, also without a network; else one signs in. */
export function useDoor(): Door {
  const [here, setHere] = useState<Here | null>();
  const [expired, setExpired] = useState(false);
  const [unreachable, setUnreachable] = useState(false);
  const [lastLogin, setLastLogin] = useState(remembered()?.login ?? "");
  const current = useRef<Here | null>(null);

  const enter = useCallback((person: Person) => {
    if (current.current?.person.public_id !== person.public_id) {
      current.current?.queue.close();
      current.current = opened(person);
      void persist();
    }
    const found = current.current!;
    found.queue.signedOut = false;
    remember(person);
    setExpired(false);
    setUnreachable(false);
    setHere({ ...found, person });
    void found.queue.retryNow();
  }, []);

  const lost = useCallback(() => {
    setExpired(true);
    if (current.current) current.current.queue.signedOut = true;
  }, []);

  const look = useCallback(async () => {
    const known = remembered();
    try {
      const { user, csrf } = await call<Answer>("GET", "/session");
      caller.csrf = csrf;
      enter(user);
    } catch (problem) {
      const status = problem instanceof Refusal ? problem.status : 0;
      if (status === 401) return current.current ? lost() : setHere(null);
      if (current.current) return;
      if (known) return enter(known);
      setUnreachable(true);
      setHere(null);
    }
  }, [enter, lost]);

  useEffect(() => {
    void look();
    // In this browser somebody else may have signed in at the desk meanwhile: then it is his phone.
    const seen = () => document.visibilityState === "visible" && void look();
    document.addEventListener("visibilitychange", seen);
    return () => document.removeEventListener("visibilitychange", seen);
  }, [look]);

  const signIn = useCallback(
    async (login: string, password: string) => {
      const { user, csrf } = await call<Answer>("POST", "/session", { login, password });
      caller.csrf = csrf;
      setLastLogin(user.login);
      await speak(user.language).catch(() => undefined);
      enter(user);
    },
    [enter],
  );

  const signOut = useCallback(async () => {
    await call("DELETE", "/session").catch((problem: unknown) => {
      if (!(problem instanceof Refusal) || problem.status !== 401) throw problem;
    });
    const left = current.current;
    left?.queue.close();
    current.current = null;
    localStorage.removeItem(REMEMBERED);
    setLastLogin("");
    setHere(null);
    if (left) await tidied(left);
  }, []);

  useQueueRuns(here?.queue, lost);
  const signed = useMemo(() => here && { ...here, expired, lost, signIn, signOut }, [here, expired, lost, signIn, signOut]);
  return { signed, unreachable, lastLogin, signIn };
}

/** Everything that says that sending may work now. */
function useQueueRuns(queue: Queue | undefined, lost: () => void): void {
  useEffect(() => {
    if (!queue) return;
    queue.onSignedOut = lost;
    const now = () => void queue.retryNow();
    const seen = () => document.visibilityState === "visible" && void queue.run();
    const told = (event: MessageEvent) => event.data === "send" && now();
    window.addEventListener("online", now);
    document.addEventListener("visibilitychange", seen);
    navigator.serviceWorker?.addEventListener("message", told);
    return () => {
      window.removeEventListener("online", now);
      document.removeEventListener("visibilitychange", seen);
      navigator.serviceWorker?.removeEventListener("message", told);
    };
  }, [queue, lost]);
}

export function SignedProvider({ signed, children }: { signed: Signed; children: ReactNode }) {
  return <SignedContext value={signed}>{children}</SignedContext>;
}

export function useSigned(): Signed {
  const signed = useContext(SignedContext);
  if (!signed) throw new Error("useSigned needs a SignedProvider above it");
  return signed;
}
