import { expect, test } from "vitest";

import { readable, webAddress } from "./urls";

test.each([
  "javascript:alert(1)",
  " JavaScript:alert(1)",
  "java\nscript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:x",
  "mailto:a@example.org",
  "//example.org",
  "/relative",
  "",
])("%j is no address of the web", (url) => {
  expect(webAddress(url)).toBeUndefined();
});

test("an address of the web is one", () => {
  expect(webAddress("https://example.org/a b?c=d")).toBe("https://example.org/a%20b?c=d");
  expect(webAddress("HTTP://example.org")).toBe("http://example.org/");
});

test("what all addresses have isn't read", () => {
  expect(readable("https://www.example.org/news/")).toBe("example.org/news");
});
