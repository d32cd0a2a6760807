import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

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
  server: { proxy: { "/api": process.env.NAVMARK_API ?? "http://127.0.0.1:8600" } },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
