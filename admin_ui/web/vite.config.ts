import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// NAVMARK_API: the address of a running server, for `npm run dev`.
const { process } = globalThis as unknown as { process: { env: Record<string, string | undefined> } };
const api = process.env.NAVMARK_API ?? "http://127.0.0.1:8700";

// The server's CSP allows no inline script: nothing may be inlined into index.html, and no preload polyfill.
export default defineConfig({
  base: "/",
  plugins: [react()],
  build: {
    outDir: "../static",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { "/api": api } },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
