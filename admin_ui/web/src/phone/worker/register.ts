/** Puts the service worker in charge of /m/. */

type Syncing = ServiceWorkerRegistration & { sync?: { register: (tag: string) => Promise<void> } };

export function keepShell(): void {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  void navigator.serviceWorker.register("/m/sw.js", { scope: "/m/", updateViaCache: "none" }).then(
    (registration) => {
      // Asked again whenever the app comes to the front: a phone keeps a page open for days.
      const look = () => document.visibilityState === "visible" && registration.update().catch(() => undefined);
      document.addEventListener("visibilitychange", () => void look());
    },
    () => undefined, // a private window: it works, only not offline
  );
}

/** Asks the browser to wake us when there is a network; where it can. */
export async function sendLater(): Promise<void> {
  if (!navigator.serviceWorker?.controller) return;
  const registration = (await navigator.serviceWorker.ready) as Syncing;
  await registration.sync?.register("send").catch(() => undefined);
}
