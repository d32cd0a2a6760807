/** Calls of the field API. Every fault is a `Refusal`; status 0 is "no answer". */

import type { Language } from "./shapes";

const ROOT = "/api/v1";
/** Longer than any answer takes; a dead network otherwise hangs for many minutes. */
const PATIENCE_MS = 120_000;

export class Refusal extends Error {
  constructor(
    readonly status: number,
    /** In words for people; empty where there was no answer. */
    readonly text: string,
    readonly body: Record<string, unknown> = {},
    /** Seconds the server asked to wait. */
    readonly wait = 0,
  ) {
    super(text || `HTTP ${status}`);
  }
}

export interface Caller {
  fetch: typeof fetch;
  csrf: string;
  language: Language;
}

export const caller: Caller = { fetch: (...given) => globalThis.fetch(...given), csrf: "", language: "zh" };

/** One call; the answer's JSON. A FormData goes as it is. */
export async function call<T>(method: string, path: string, body?: unknown, by: Caller = caller): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": by.language };
  if (method !== "GET" && by.csrf) headers["X-CSRF-Token"] = by.csrf;
  const plain = body !== undefined && !(body instanceof FormData);
  if (plain) headers["Content-Type"] = "application/json";
  let response: Response;
  let text: string;
  try {
    response = await by.fetch(ROOT + path, {
      method, headers, credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout?.(PATIENCE_MS),
      ...(body === undefined ? {} : { body: plain ? JSON.stringify(body) : (body as FormData) }),
    }); // prettier-ignore
    text = await response.text();
  } catch {
    throw new Refusal(0, "");
  }
  const read = parsed(text);
  if (!response.ok) {
    const issues = (read.issues ?? []) as { message?: Record<Language, string>; path?: string }[];
    const said = issues.map((one) => one.message?.[by.language] ?? "").filter(Boolean);
    const words = said.length ? [...new Set(said)].join("；") : String(read.detail ?? read.title ?? "");
    throw new Refusal(response.status, words, read, Number(response.headers.get("Retry-After")) || 0);
  }
  if (text && read === BROKEN) throw new Refusal(0, ""); // a captive portal's page, not our server
  return read as T;
}

const BROKEN: Record<string, unknown> = {};

function parsed(text: string): Record<string, unknown> {
  try {
    return (text ? JSON.parse(text) : {}) as Record<string, unknown>;
  } catch {
    return BROKEN;
  }
}
