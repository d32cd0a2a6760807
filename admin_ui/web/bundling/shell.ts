/** Makes the phone client installable: its manifest, its icons, and the service worker with the list of its files. */

import type { Plugin } from "vite";
import { icon } from "./icons.ts";

const WORKER = "m/sw.js";
const PAGE = "phone.html";
const ICONS = [
  { name: "m/icon-180.png", size: 180, full: true, purpose: "" },
  { name: "m/icon-192.png", size: 192, full: false, purpose: "any" },
  { name: "m/icon-512.png", size: 512, full: false, purpose: "any" },
  { name: "m/icon-512-full.png", size: 512, full: true, purpose: "maskable" },
];
const MANIFEST = {
  id: "/m/",
  name: "Navmark 航标",
  short_name: "航标",
  lang: "zh-CN",
  start_url: "/m/",
  scope: "/m/",
  display: "standalone",
  orientation: "portrait",
  background_color: "#f2f5f8",
  theme_color: "#0f2438",
  icons: ICONS.filter(({ purpose }) => purpose).map(({ name, size, purpose }) => ({ src: `/${name}`, sizes: `${size}x${size}`, type: "image/png", purpose })),
};

interface Chunk {
  type: "chunk" | "asset";
  fileName: string;
  code?: string;
  source?: string | Uint8Array;
  imports?: string[];
  dynamicImports?: string[];
  viteMetadata?: { importedCss?: Set<string>; importedAssets?: Set<string> };
}

/** Every file the phone's page may ask for: those of its start, and those it fetches later. */
function shellOf(bundle: Record<string, Chunk>, entry: string): string[] {
  const found = new Set<string>();
  const waiting = [entry];
  while (waiting.length) {
    const name = waiting.pop()!;
    const chunk = bundle[name];
    if (found.has(name) || !chunk) continue;
    found.add(name);
    waiting.push(...(chunk.imports ?? []), ...(chunk.dynamicImports ?? []));
    for (const more of [...(chunk.viteMetadata?.importedCss ?? []), ...(chunk.viteMetadata?.importedAssets ?? [])]) found.add(more);
  }
  return [...found].sort();
}

async function digest(parts: string[]): Promise<string> {
  const bytes = new TextEncoder().encode(parts.join("\0"));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** `mark`: the drawing as SVG text. */
export function phoneShell(mark: string): Plugin {
  return {
    name: "phone-shell",
    apply: "build",
    async buildStart() {
      for (const { name, size, full } of ICONS) this.emitFile({ type: "asset", fileName: name, source: await icon(mark, size, full) });
      this.emitFile({ type: "asset", fileName: "m/manifest.json", source: JSON.stringify(MANIFEST, null, 1) });
    },
    generateBundle: {
      order: "post",
      async handler(_, bundle) {
        const files = bundle as unknown as Record<string, Chunk>;
        const worker = files[WORKER];
        const entry = Object.values(files).find((one) => one.type === "chunk" && (one as { name?: string; isEntry?: boolean }).isEntry && (one as { name?: string }).name === "phone");
        if (!worker?.code || !entry) throw new Error("the phone's entry or its service worker is not in the bundle");
        const shell = [...shellOf(files, entry.fileName), "m/manifest.json", "m/icon-192.png", "mark.svg"];
        const page = String(files[PAGE]?.source ?? "");
        if (!page.includes(entry.fileName)) throw new Error("the phone's page is not in the bundle, or is another's");
        // Names of assets carry their content; page, manifest and mark have no such names, so their text counts.
        const version = await digest([page, worker.code, JSON.stringify(MANIFEST), mark, ...shell]);
        const told = { version, page: "/m/", files: [...new Set(shell)].map((name) => `/${name}`) };
        worker.code = worker.code.replace("__SHELL__", JSON.stringify(told));
      },
    },
  };
}
