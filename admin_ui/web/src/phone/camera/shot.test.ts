import { expect, test } from "vitest";
import { scaled } from "./shot";

test("photos are scaled down, never up, and stay as large as the form demands", () => {
  expect(scaled(4000, 3000, 1600)).toEqual([1600, 1200]);
  expect(scaled(3000, 4000, 1600)).toEqual([1200, 1600]);
  expect(scaled(640, 480, 1600)).toEqual([640, 480]);
  expect(scaled(1920, 1080, 1280, 800)).toEqual([1422, 800]); // 720 would be refused
});
