import { describe, expect, test } from "vitest";

import { momentsOf } from "../page/Timeline";
import type { Watched } from "../useJob";
import { coarse } from "./DurationRange";
import { waysOf } from "./Retry";

describe("waysOf", () => {
  test.each([
    ["failed", 3, ["checkpoint", "start"]],
    ["cancelled", 0, ["checkpoint", "start"]],
    ["completed", 2, ["failed_items", "start"]],
    ["completed", 0, []],
  ] as const)("%s with %i failed", (status, failed_items, ways) => {
    expect(waysOf({ status, failed_items })).toEqual(ways);
  });
});

test.each([
  [3.2, 4],
  [47, 45],
  [250, 240],
  [5000, 4800],
])("an estimate of %d s is told as %d s", (seconds, told) => {
  expect(coarse(seconds)).toBe(told);
});

test("a retried job's timeline has its second wait, and not what hasn't happened", () => {
  const stage = { ended_at: null, done: null, total: null };
  const job = {
    attempt: 2,
    created_at: "1",
    queued_at: "2",
    started_at: "3",
    completed_at: null,
    stages: [
      { ...stage, name: "plan", state: "done", started_at: "3" },
      { ...stage, name: "extract", state: "running", started_at: "4" },
      { ...stage, name: "finish", state: "waiting", started_at: null },
    ],
  } as unknown as Watched;
  expect(momentsOf(job).map(({ key }) => key)).toEqual([
    "submitted",
    "queued",
    "started",
    "extracting",
  ]);
});
