/**
 * The service worker of /m/: the shell works without a network, the API is never kept. A build is one cache, named by
 * its content; it is complete or it is not used, and the new one replaces the old one whole.
 */

interface Extendable extends Event {
  waitUntil: (work: Promise<unknown>) => void;
}

interface Fetched extends Extendable {
  request: Request;
  respondWith: (answer: Promise<Response>) => void;
}

interface Worker {
  addEventListener(name: "install" | "activate" | "sync", heard: (event: Extendable) => void): void;
  addEventListener(name: "fetch", heard: (event: Fetched) => void): void;
  skipWaiting: () => Promise<void>;
  location: { origin: string };
  clients: { claim: () => Promise<void>; matchAll: (how: object) => Promise<{ postMessage: (said: string) => void }[]> };
}

export interface Shell {
  /** Of all that is in it. */
  version: string;
  /** The page that stands for every address under /m/. */
  page: string;
  files: string[];
}

const PREFIX = "navmark-phone-";

/** Answers only for the page and the files of its own build; `undefined`: the network's business. */
export function answered(request: Request, origin: string, shell: Shell): string | undefined {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== origin) return undefined;
  if (request.mode === "navigate" && (url.pathname === "/m" || url.pathname.startsWith("/m/"))) return shell.page;
  return shell.files.includes(url.pathname) ? url.pathname : undefined;
}

export function start(self: Worker, caches: CacheStorage, fetch: typeof globalThis.fetch, shell: Shell): void {
  const own = PREFIX + shell.version;
  self.addEventListener("install", (event) => {
    const filled = caches.open(own).then((cache) => cache.addAll([shell.page, ...shell.files].map((path) => new Request(path, { cache: "reload" }))));
    event.waitUntil(filled.then(() => self.skipWaiting()));
  });
  self.addEventListener("activate", (event) => {
    const tidied = caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== own).map((name) => caches.delete(name))));
    event.waitUntil(tidied.then(() => self.clients.claim()));
  });
  self.addEventListener("fetch", (event) => {
    const path = answered(event.request, self.location.origin, shell);
    if (!path) return;
    event.respondWith(caches.open(own).then((cache) => cache.match(path)).then((found) => found ?? fetch(event.request)));
  });
  self.addEventListener("sync", (event) => {
    event.waitUntil(self.clients.matchAll({ type: "window" }).then((pages) => pages.forEach((page) => page.postMessage("send"))));
  });
}
