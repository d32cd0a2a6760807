import { readFileSync } from "node:fs";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { phoneShell } from "./bundling/shell.ts";

// NAVMARK_API: the address of a running server, for `npm run dev`.
const { process } = globalThis as unknown as { process: { env: Record<string, string | undefined> } };
const api = process.env.NAVMARK_API ?? "http://127.0.0.1:8700";

/** Widgets live beside their Python, outside this folder: their packages are ours, `@web/…` is our `src/…`. */
function widgets(): Plugin {
  const here = decodeURIComponent(new URL("./src/main.tsx", import.meta.url).pathname);
  return {
    name: "widgets",
    enforce: "pre",
    resolveId(source, importer, options) {
      if (source.startsWith("@web/")) return this.resolve(`./${source.slice(5)}`, here, { ...options, skipSelf: true });
      if (!importer?.includes("/admin_ui/widgets/") || /^[./\0]/.test(source)) return null;
      return this.resolve(source, here, { ...options, skipSelf: true });
    },
  };
}

const mark = readFileSync(new URL("./public/mark.svg", import.meta.url), "utf8");

// Two pages: the desk, and the phone (/m/) with its service worker, whose name and place are fixed.
const input = { index: "index.html", phone: "phone.html", worker: "src/phone/worker/sw.ts" };

// The server's CSP allows no inline script: nothing may be inlined into index.html, and no preload polyfill.
export default defineConfig({
  base: "/",
  plugins: [widgets(), react(), phoneShell(mark)],
  build: {
    outDir: "../static",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      input,
      output: { entryFileNames: (chunk) => (chunk.name === "worker" ? "m/sw.js" : "assets/[name]-[hash].js") },
    },
  },
  server: { proxy: { "/api": api }, fs: { allow: [".."] } },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
