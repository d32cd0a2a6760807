import { expect, it } from "vitest";
import { plain } from "./plain";

it("turns a card's markup into lines of text", () => {
  expect(plain('<div class="gray">11-20 81.0%</div>11-21 &lt; 85%<br>A &amp; B')).toBe("11-20 81.0%\n11-21 < 85%\nA & B");
});

it("leaves signs that are no markup, and entities that stood for entities", () => {
  expect(plain("attainment < 85 % and > 0")).toBe("attainment < 85 % and > 0");
  expect(plain("&amp;lt;b&amp;gt;")).toBe("&lt;b&gt;");
});
