import { expect, test } from "vitest";

import { cronOf, EVERY_MORNING, rhythmOf } from "./rhythm";

test.each([
  ["5 * * * *", "hourly"],
  ["0 7 * * *", "daily"],
  ["30 7 * * MON-FRI", "weekdays"],
  ["0 18 * * SUN", "weekly"],
  ["15 6 1 * *", "monthly"],
  ["0 0 L * *", "monthly"],
  ["*/15 8-17 * * *", "custom"],
  ["0 7 1 * MON", "custom"],
  ["0 7 * * MON#1", "custom"],
  ["0 7 * 3 *", "custom"],
])("the cron %s is %s, and comes back as it was", (cron, kind) => {
  const rhythm = rhythmOf(cron);
  expect(rhythm.kind).toBe(kind);
  expect(cronOf(rhythm)).toBe(cron);
});

test("what is written otherwise means the same", () => {
  expect(rhythmOf(" 0  7 * * 1-5 ").kind).toBe("weekdays");
  expect(rhythmOf("0 7 * * 7")).toMatchObject({ kind: "weekly", weekday: 0 });
  expect(rhythmOf("0 7 * * fri")).toMatchObject({ kind: "weekly", weekday: 5 });
});

test("every morning is at seven, and what fires once has no cron", () => {
  expect(cronOf(EVERY_MORNING)).toBe("0 7 * * *");
  expect(cronOf({ ...EVERY_MORNING, kind: "once" })).toBeNull();
});
