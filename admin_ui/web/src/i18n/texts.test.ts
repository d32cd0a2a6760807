import { describe, expect, it } from "vitest";
import { pick } from "./words";
import type { Tree } from "./texts";

function flat(tree: Tree, under = ""): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([name, value]) =>
      typeof value === "string" ? [[under + name, value]] : Object.entries(flat(value, `${under}${name}.`)),
    ),
  );
}

const all = {
  zh: import.meta.glob<Tree>(["./zh/*.json", "../rooms/**/zh.json", "../phone/zh.json", "../../../widgets/*/zh.json"], { import: "default", eager: true }),
  en: import.meta.glob<Tree>(["./en/*.json", "../rooms/**/en.json", "../phone/en.json", "../../../widgets/*/en.json"], { import: "default", eager: true }),
};
const merged = (files: Record<string, Tree>) => Object.assign({}, ...Object.values(files).map((file) => flat(file))) as Record<string, string>;
const ours = { zh: merged(all.zh), en: merged(all.en) };
const holes = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map(([, name]) => name).sort();
const sources = import.meta.glob<string>(["../**/*.tsx", "../**/*.ts", "../../../widgets/**/*.tsx", "../../../widgets/**/*.ts", "!../**/*.test.ts"], { query: "?raw", import: "default", eager: true });

describe("the two languages", () => {
  it("have the same texts", () => {
    expect(Object.keys(ours.en).sort()).toEqual(Object.keys(ours.zh).sort());
  });
  it("have the same places to fill, and none is empty", () => {
    for (const [key, text] of Object.entries(ours.zh)) {
      expect(holes(ours.en[key] ?? ""), key).toEqual(holes(text));
      expect(text.trim(), key).not.toBe("");
    }
  });
});

describe("the rooms", () => {
  it("keep their texts under their own name", () => {
    for (const [path, texts] of Object.entries({ ...all.zh, ...all.en })) {
      const room = /rooms\/([^/]+)\//.exec(path)?.[1];
      if (room) expect(Object.keys(texts), path).toEqual([room]);
    }
  });
});

describe("the widgets", () => {
  it("keep their texts under their own name", () => {
    for (const [path, texts] of Object.entries({ ...all.zh, ...all.en })) {
      const widget = /widgets\/([^/]+)\//.exec(path)?.[1];
      if (widget) expect([Object.keys(texts), Object.keys(texts.widgets ?? {})], path).toEqual([["widgets"], [widget]]);
    }
  });
});

describe("the pages", () => {
  const code = Object.values(sources).join("\n");
  it("use only texts that exist", () => {
    const used = [...code.matchAll(/\bt\(\s*"([\w.-]+)"/g)].map(([, key]) => key ?? "");
    expect(used.length).toBeGreaterThan(60);
    for (const key of used) expect(ours.zh, key).toHaveProperty([key]);
  });
  it("hold no Chinese words of their own", () => {
    const stray = Object.entries(sources).filter(([path, text]) => !/rooms\/[^/]+\/index\.ts$/.test(path) && /[\u4e00-\u9fff]/.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")));
    // The number format's 万/亿, durations, and each language's own name.
    expect(stray.map(([path]) => path.split("/").at(-1)).sort()).toEqual(["LanguageSwitch.tsx", "number.ts", "time.ts"]);
  });
});

describe("words of definitions", () => {
  it("fall back to the other language", () => {
    expect(pick({ zh: "销售额", en: "" }, "en")).toBe("销售额");
    expect(pick("already chosen", "zh")).toBe("already chosen");
    expect(pick(null, "zh")).toBe("");
  });
});
