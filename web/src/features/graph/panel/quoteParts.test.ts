import { expect, test } from "vitest";

import { quoteParts } from "./quoteParts";

test("the name is marked by code points, so that emoji don't shift it", () => {
  const quote = "🌳 a heap 🌳 sorts";
  const parts = quoteParts({ quote, start: 100, name_start: 104, name_end: 108 });
  expect(parts).toEqual({ before: "🌳 a ", name: "heap", after: " 🌳 sorts" });
});

test("a quote without a name, or whose name isn't in it, has no mark", () => {
  const without = { before: "", name: "", after: "a heap" };
  expect(quoteParts({ quote: "a heap", start: 5, name_start: null, name_end: null })).toEqual(
    without,
  );
  expect(quoteParts({ quote: "a heap", start: 5, name_start: 50, name_end: 54 })).toEqual(without);
});

test("a long quote is cut around its name", () => {
  const quote = `${"x ".repeat(1000)}heap${" y".repeat(1000)}`;
  const parts = quoteParts({ quote, start: 0, name_start: 2000, name_end: 2004 });
  expect(parts.name).toBe("heap");
  expect(parts.before.startsWith("… ")).toBe(true);
  expect(parts.after.endsWith(" …")).toBe(true);
  expect(parts.before.length + parts.after.length).toBeLessThan(620);
});
