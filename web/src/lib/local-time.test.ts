import { expect, test } from "vitest";

import { fromLocal, toLocal } from "./local-time";

test("a moment comes back as it was entered", () => {
  const moment = fromLocal("2026-03-01T07:00");
  expect(moment).toMatch(/Z$/);
  expect(toLocal(moment ?? "")).toBe("2026-03-01T07:00");
});

test("what is no time is nothing", () => {
  expect(fromLocal("")).toBeUndefined();
  expect(toLocal("soon")).toBe("");
});
