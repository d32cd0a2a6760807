import { expect, test } from "vitest";
import { answered } from "./worker";

const shell = { version: "1", page: "/m/", files: ["/assets/phone-1.js", "/mark.svg"] };
const asked = (path: string, mode = "cors", method = "GET") => answered({ url: `https://n.example${path}`, mode, method } as Request, "https://n.example", shell);

test("every address under /m/ is the page", () => {
  for (const path of ["/m", "/m/", "/m/queue", "/m/duty/a/b?duty=daily"]) expect(asked(path, "navigate")).toBe("/m/");
});

test("the files of the build are its own, all else is the network's", () => {
  expect(asked("/assets/phone-1.js")).toBe("/assets/phone-1.js");
  for (const path of ["/assets/phone-2.js", "/api/v1/session", "/m/sw.js", "/api/v1/field/duties"]) expect(asked(path)).toBeUndefined();
  expect(asked("/", "navigate")).toBeUndefined();
  expect(asked("/mark.svg", "cors", "POST")).toBeUndefined();
  expect(answered({ url: "https://other.example/m/", mode: "navigate", method: "GET" } as Request, "https://n.example", shell)).toBeUndefined();
});
