import { expect, test } from "vitest";

import { formatBytes, formatDuration, formatRelative } from "./format";

test.each([
  [0, "0 bytes"],
  [999, "999 bytes"],
  [1500, "2 kB"],
  [1_500_000, "1.5 MB"],
  [2_000_000_000_000_000, "2,000 TB"],
])("%d bytes are told as %s", (bytes, told) => {
  expect(formatBytes(bytes, "en")).toBe(told);
});

test.each([
  [0.42, "0.4 sec"],
  [59.4, "59 sec"],
  [59.6, "1 min"],
  [125, "2 min, 5 sec"],
  [3725, "1 hr, 2 min"],
  [90_000, "1 day, 1 hr"],
  [-3, "0 sec"],
])("%d seconds are told as %s", (seconds, told) => {
  expect(formatDuration(seconds, "en")).toBe(told);
});

test("durations are told in the reader's language", () => {
  expect(formatDuration(125, "de")).toBe("2 Min., 5 Sek.");
});

const now = new Date("2026-03-01T12:00:00Z");
test.each([
  ["2026-03-01T11:59:57Z", "3 sec. ago"],
  ["2026-03-01T11:55:00Z", "5 min. ago"],
  ["2026-03-01T14:00:00Z", "in 2 hr."],
  ["2026-02-27T12:00:00Z", "2 days ago"],
  ["2024-02-27T12:00:00Z", "2 yr. ago"],
])("%s is told as %s", (time, told) => {
  expect(formatRelative(new Date(time), now, "en")).toBe(told);
});

test("yesterday is the day before, however many hours ago", () => {
  const noon = new Date(2026, 2, 4, 12);
  expect(formatRelative(new Date(2026, 2, 2, 19), noon, "en")).toBe("2 days ago");
  expect(formatRelative(new Date(2026, 2, 3, 9), noon, "en")).toBe("yesterday");
});
