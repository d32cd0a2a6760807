import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { call, caller } from "./call";
import { dropPreview, usePreview } from "./preview";
import { Problem } from "./problem";
import type { Language, Session, User } from "./types";

interface Signed {
  /** Undefined while unknown, null when nobody is signed in. */
  user: User | null | undefined;
  /** Whether the server ended a session that was open here. */
  ended: boolean;
  failure: Problem | null;
  retry: () => void;
  signIn: (login: string, password: string) => Promise<void>;
  signOut: () => Promise<void>;
  speak: (language: Language) => Promise<void>;
  may: (permission: string) => boolean;
}

const Context = createContext<Signed | null>(null);
const KEY = ["session"];

async function current(): Promise<Session | null> {
  try {
    return await call<Session>("GET", "/session");
  } catch (problem) {
    if (problem instanceof Problem && problem.status === 401) return null;
    throw problem;
  }
}

/** Nothing of another account may stay. The session itself does: who observes a query that is gone hears no more of it. */
function forget(client: QueryClient): void {
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEY[0] });
  client.getMutationCache().clear();
}

/** Who is signed in, for everything below. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const { i18n } = useTranslation();
  const { data: session, error, refetch } = useQuery({ queryKey: KEY, queryFn: current, staleTime: Infinity });
  const user = session === undefined ? undefined : (session?.user ?? null);
  // Looking through somebody else's eyes one still reads one's own language.
  const language = usePreview()?.as ? undefined : user?.language;

  const [ended, setEnded] = useState(false);

  caller.setCsrf(session?.csrf ?? "");
  useEffect(() => {
    caller.onSignedOut(() => {
      setEnded(true);
      client.setQueryData(KEY, null);
    });
  }, [client]);
  useEffect(() => {
    if (language && language !== i18n.language) void i18n.changeLanguage(language);
  }, [language, i18n]);

  const signIn = useCallback(
    async (login: string, password: string) => {
      const opened = await call<Session>("POST", "/session", undefined, { login, password });
      setEnded(false);
      forget(client);
      client.setQueryData(KEY, opened);
    },
    [client],
  );
  const signOut = useCallback(async () => {
    dropPreview(); // nothing can be written in a preview, not even that the session has ended
    await call("DELETE", "/session");
    forget(client);
    client.setQueryData(KEY, null);
  }, [client]);
  const speak = useCallback(
    async (chosen: Language) => {
      await i18n.changeLanguage(chosen);
      if (!client.getQueryData(KEY)) return;
      await call("PATCH", "/session", undefined, { language: chosen });
      client.setQueryData<Session | null>(KEY, (old) => old && { ...old, user: { ...old.user, language: chosen } });
      await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEY[0] });
    },
    [client, i18n],
  );
  const signed = useMemo<Signed>(
    () => ({
      user,
      ended,
      failure: error instanceof Problem ? error : null,
      retry: () => void refetch(),
      signIn,
      signOut,
      speak,
      may: (permission) => user?.permissions.includes(permission) ?? false,
    }),
    [user, ended, error, refetch, signIn, signOut, speak],
  );
  return <Context value={signed}>{children}</Context>;
}

export function useSession(): Signed {
  const signed = useContext(Context);
  if (!signed) throw new Error("useSession needs a SessionProvider above it");
  return signed;
}
