import { Problem } from "./problem";

const ROOT = "/api/v1";
const CHANGING = new Set(["POST", "PUT", "PATCH", "DELETE"]);

let csrf = "";
let preview = "";
let language = "zh";
let signedOut: () => void = () => undefined;

/** What every call carries; set at sign-in and when the language changes. */
export const caller = {
  setCsrf: (token: string) => void (csrf = token),
  /** `change=<id>&as=<login>`: every read shows what these would; nothing can be written meanwhile. */
  setPreview: (how: string) => void (preview = how),
  setLanguage: (name: string) => void (language = name),
  onSignedOut: (then: () => void) => void (signedOut = then),
};

export type Query = Record<string, string | number | undefined | null>;

/** `more`: there are at least `total`, they were counted no further. */
export interface Page<T> {
  items: T[];
  total: number;
  more: boolean;
}

function address(path: string, query?: Query): string {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const search = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]));
  return ROOT + path + (pairs.length ? `?${search}` : "");
}

/** The headers of every call. */
export function headersFor(method: string): Record<string, string> {
  const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": language };
  if (CHANGING.has(method) && csrf) headers["X-CSRF-Token"] = csrf;
  if (preview) headers["X-Navmark-Preview"] = preview;
  return headers;
}

/** Somebody's session was found to have ended. */
export function noteSignedOut(): void {
  signedOut();
}

async function send(method: string, path: string, query?: Query, body?: unknown): Promise<Response> {
  const headers = headersFor(method);
  const file = body instanceof FormData; // the browser says its type, with the boundary
  if (body !== undefined && !file) headers["Content-Type"] = "application/json";
  const sent = fetch(address(path, query), {
    method,
    headers,
    credentials: "same-origin",
    ...(body === undefined ? {} : { body: file ? body : JSON.stringify(body) }),
  });
  const response = await sent.catch(() => Promise.reject(Problem.unreachable()));
  if (response.ok) return response;
  if (response.status === 401 && path !== "/session") signedOut();
  throw await Problem.of(response);
}

/** One call of the API; the answer's JSON, or a thrown `Problem`. */
export async function call<T>(method: string, path: string, query?: Query, body?: unknown): Promise<T> {
  const text = await (await send(method, path, query, body)).text();
  return (text ? JSON.parse(text) : undefined) as T; // 202 and 204 may have nothing to say
}

/** A list whose total stands in the X-Pagination header. */
export async function callPage<T>(path: string, query: Query): Promise<Page<T>> {
  const response = await send("GET", path, query);
  const answer = (await response.json()) as T[] | { items: T[] };
  const items = Array.isArray(answer) ? answer : answer.items;
  const header = response.headers.get("X-Pagination");
  const { total, more } = header ? (JSON.parse(header) as { total?: number; more?: boolean }) : {};
  return { items, total: total ?? items.length, more: more ?? false };
}

/** Uploads one file. Its name stays here: the server makes its own. */
export function upload<T>(path: string, file: Blob, query?: Query): Promise<T> {
  const form = new FormData();
  form.append("file", file, "file");
  return call<T>("POST", path, query, form);
}
