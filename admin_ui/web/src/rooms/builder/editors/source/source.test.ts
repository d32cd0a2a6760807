import { describe, expect, it } from "vitest";
import type { KindCard } from "../../changes";
import type { Json } from "../../logic/path";
import { kindsOf } from "./shape";
import { columnsOf, type Connectors, intosOf, scheduled, secretsIn } from "./source";

const title = { zh: "词", en: "word" };
const kind = {
  kind: "source", title, count: 0, ui: { groups: [] },
  schema: { properties: { title: {}, connector: {}, connection: { title: "连接 / Connection" }, request: {}, window: {}, into: {} }, required: ["connector", "into"] },
} as unknown as KindCard;
const known = {
  connectors: [
    { name: "http", title, needs_records: true, connection: { properties: { base_url: { type: "string" }, auth: { title: "登录 / Log-in", type: "object" }, retries: { type: "integer" } }, required: ["base_url"] }, request: { properties: { path: {}, paging: {}, ok: {} }, required: ["path"] } },
    { name: "lines", title, needs_records: false, connection: { properties: { place: {} }, required: ["place"] }, request: { properties: {} } },
  ],
  auths: [{ name: "basic", title, schema: { properties: { user: {} }, required: ["user"] } }],
  pagings: [{ name: "page", title, schema: { properties: { size: {} } } }],
} as unknown as Connectors;

describe("the fields of a source", () => {
  it("are its connector's, the usual ones first", () => {
    const { basics, main, later } = kindsOf(kind, known, "http");
    expect(Object.keys(basics.schema.properties ?? {})).toEqual(["title"]);
    expect(Object.keys(main.schema.properties?.connection?.properties ?? {})).toEqual(["base_url", "auth"]);
    expect(main.schema.properties?.connection?.required).toEqual(["base_url"]);
    expect(Object.keys(later.schema.properties ?? {})).toEqual(["connection", "request", "window"]);
    expect(Object.keys(later.schema.properties?.connection?.properties ?? {})).toEqual(["retries"]);
  });
  it("name the ways to log in by their type", () => {
    const { main } = kindsOf(kind, known, "http");
    const auth = main.schema.properties?.connection?.properties?.auth;
    expect(auth?.oneOf?.[0]?.properties?.type?.const).toBe("basic");
    expect(auth?.oneOf?.[0]?.required).toEqual(["type", "user"]);
    expect(main.ui.words?.["$.connection.auth.type"]).toEqual({ basic: title });
  });
  it("are all shown for a connector with fields of its own", () => {
    expect(Object.keys(kindsOf(kind, known, "lines").main.schema.properties?.connection?.properties ?? {})).toEqual(["place"]);
    expect(kindsOf(kind, known, "unknown").main.schema.properties).toEqual({});
  });
});

describe("a draft", () => {
  it("is read in any state", () => {
    expect(intosOf({ kind: "source", name: "x" })).toEqual([]);
    expect(intosOf({ kind: "source", name: "x", into: [{ dataset: 3, map: { a: "b", c: 1 } }, 7] })).toEqual([{ dataset: "", map: { a: "b" } }]);
    expect(columnsOf({ columns: [{ name: "a" }, {}, 3] })).toEqual([{ name: "a" }]);
  });
  it("names its secrets", () => {
    expect(secretsIn({ a: { secret: "b" }, c: [{ d: { secret: "a" } }, { secret: "b" }], secret: "no", e: 1 })).toEqual(["a", "b"]);
  });
});

describe("the schedules", () => {
  const app: { schedules: Json[] } = { schedules: [{ name: "morning", steps: [{ evaluate: "all" }] }, { name: "noon", steps: [{ pull: ["a"] }, { evaluate: "all" }] }] };
  it("pull what is put in, before rules are evaluated", () => {
    expect(scheduled(app, "morning", "b", true)).toEqual({ schedules: [{ name: "morning", steps: [{ pull: ["b"] }, { evaluate: "all" }] }, app.schedules[1]] });
    expect(scheduled(app, "noon", "b", true)).toEqual({ schedules: [app.schedules[0], { name: "noon", steps: [{ pull: ["a", "b"] }, { evaluate: "all" }] }] });
  });
  it("lose it again, and the step that is left empty", () => {
    expect(scheduled(app, "noon", "a", false)).toEqual({ schedules: [app.schedules[0], { name: "noon", steps: [{ evaluate: "all" }] }] });
  });
});
