import { expect, it } from "vitest";
import first from "./i18n/zh/base.json";

const sources = import.meta.glob<string>(["./**/*.tsx", "./**/*.ts", "!./**/*.test.ts", "!./api/schema.d.ts"], { query: "?raw", import: "default", eager: true });

/** Files and packages that the first script is made of: whatever is imported, but not by import(). */
function firstScript(): { files: Set<string>; packages: Set<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const waiting = ["./main.tsx"];
  for (let path = waiting.pop(); path; path = waiting.pop()) {
    if (files.has(path)) continue;
    files.add(path);
    for (const [, name = ""] of (sources[path] ?? "").matchAll(/^(?:import|export) (?!type )[^;]*?"([^"]+)";/gm)) {
      if (!name.startsWith(".")) packages.add(name);
      else {
        const at = new URL(name, `http://x/${path}`).pathname.slice(1);
        const found = ["", ".ts", ".tsx", "/index.ts"].map((end) => `./${at}${end}`).find((one) => one in sources);
        if (found) waiting.push(found);
      }
    }
  }
  return { files, packages };
}

const { files, packages } = firstScript();

it("follows the imports of the first script", () => {
  expect([...files]).toEqual(expect.arrayContaining(["./App.tsx", "./pages/HomePage.tsx", "./parts/Lamp.tsx", "./rooms/room.ts"]));
  expect([...files].filter((path) => /rooms\/[^/]+\/index/.test(path))).toEqual([]);
  expect([...packages]).toEqual(expect.arrayContaining(["react", "react-router", "i18next"]));
});

it("has nothing heavy in the first script", () => {
  const heavy = [...packages].filter((name) => /^(antd|@ant-design|echarts|@codemirror|@dnd-kit|react-grid-layout|html-to-image|@tanstack\/react-virtual)/.test(name));
  expect(heavy).toEqual([]);
});

it("uses only texts that come with the first script", () => {
  const used = [...files].flatMap((path) => [...(sources[path] ?? "").matchAll(/\bt\(\s*["`]([\w-]+)\./g)].map(([, top]) => top));
  expect(used.length).toBeGreaterThan(20);
  expect([...new Set(used)].filter((top) => !(top && top in first))).toEqual([]);
});
