import { expect, test } from "vitest";

import { shortened } from "./labels";

test("a label is one short line, whatever the name is", () => {
  expect(shortened("heap")).toBe("heap");
  expect(shortened(" a\n\tb\u0000c ")).toBe("a b c");
  expect(Array.from(shortened("x".repeat(10_000)))).toHaveLength(36);
  expect(shortened("x".repeat(10_000)).endsWith("…")).toBe(true);
  // no half of a character is left
  expect(shortened("🌳".repeat(100))).toBe(`${"🌳".repeat(35)}…`);
});
