import { expect, test } from "vitest";

import type { Hour, InstallationHistory } from "@/api/generated";

import { durationTicks, shareTicks, timeTicks } from "./axes";
import { failureRate, isEmpty, pointsOf, spanOf } from "./series";

const NOON = Date.parse("2026-03-10T12:34:56Z");

function hour(at: string, happened: Partial<Hour>): Hour {
  return {
    hour: at,
    submitted: 0,
    started: 0,
    completed: 0,
    failed: 0,
    cancelled: 0,
    avg_wait_ms: null,
    avg_duration_ms: null,
    wait_p50_ms: null,
    wait_p95_ms: null,
    duration_p50_ms: null,
    duration_p95_ms: null,
    items: 0,
    failed_items: 0,
    ...happened,
  };
}

function depth(at: string, waiting: number): InstallationHistory["depth"][number] {
  return {
    at,
    waiting,
    waiting_most: waiting,
    running: 1,
    running_most: 1,
    oldest_seconds: 0,
    workers: 1,
    slots: 2,
  };
}

test("a day has 24 hours up to the present one, 90 days end today", () => {
  const day = spanOf("24h", NOON);
  expect(day.since.toISOString()).toBe("2026-03-09T13:00:00.000Z");
  expect(day.steps).toBe(24);
  const days = spanOf("90d", NOON);
  expect(days.since.toISOString()).toBe("2025-12-11T00:00:00.000Z");
  expect(days.step).toBe("day");
});

test("hours without jobs count none, and hours in which nobody looked aren't told of", () => {
  const points = pointsOf(
    {
      step: "hour",
      hours: [hour("2026-03-10T12:00:00Z", { completed: 3, failed: 1, wait_p50_ms: 1500 })],
      depth: [depth("2026-03-10T11:00:00+00:00", 7)],
    },
    spanOf("24h", NOON),
  );
  expect(points).toHaveLength(24);
  expect(points.at(-1)).toMatchObject({ completed: 3, failureRate: 0.25, waitHalf: 1.5 });
  expect(points.at(-1)?.waiting).toBeNull();
  expect(points.at(-2)).toMatchObject({ completed: 0, failureRate: null, waiting: 7, slots: 2 });
  expect(isEmpty(points)).toBe(false);
});

test("a span in which nothing happened is empty, also when the queue was looked at", () => {
  const nothing = { step: "hour" as const, hours: [], depth: [] };
  expect(isEmpty(pointsOf(nothing, spanOf("7d", NOON)))).toBe(true);
  expect(failureRate([])).toBeNull();
});

test("cancelled jobs are no failures", () => {
  expect(failureRate([hour("2026-03-10T12:00:00Z", { completed: 1, cancelled: 5 })])).toBe(0);
});

test("durations are counted in round steps, up to beyond the greatest", () => {
  expect(durationTicks(0)).toEqual([0, 0.1]);
  expect(durationTicks(100)).toEqual([0, 20, 40, 60, 80, 100]);
  expect(durationTicks(7000)).toEqual([0, 1800, 3600, 5400, 7200]);
  expect(durationTicks(86_400 * 100).length).toBeLessThan(7);
});

test("shares are counted up to a round one", () => {
  expect(shareTicks(0.07).at(-1)).toBe(0.1);
  expect(shareTicks(0).at(-1)).toBe(0.05);
  expect(shareTicks(1)).toHaveLength(6);
});

test("a week is labelled at its midnights, here", () => {
  const { since, steps } = spanOf("7d", NOON);
  const hours = Array.from({ length: steps }, (_, nth) => since.getTime() + nth * 3_600_000);
  const ticks = timeTicks(hours, "7d");
  expect(ticks).toHaveLength(7);
  expect(ticks.every((tick) => new Date(tick).getHours() === 0)).toBe(true);
});
