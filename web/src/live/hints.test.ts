import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { HintsApplied } from "./hints";
import type { JobHint } from "./messages";

const key = (operation: string, job?: string) => [
  { _id: operation, ...(job && { path: { job_id: job } }) },
];
const hint = (id: string, more: Partial<JobHint> = {}): JobHint => ({
  id,
  project_id: "p",
  status: "running",
  progress: 10,
  cancelling: false,
  ...more,
});

let client: QueryClient;
let hints: HintsApplied;
const stale = (operation: string, job?: string) =>
  client.getQueryState(key(operation, job))?.isInvalidated;

beforeEach(() => {
  vi.useFakeTimers();
  client = new QueryClient();
  hints = new HintsApplied(client, 400);
  client.setQueryData(key("extractionsStatus", "a"), {});
  client.setQueryData(key("extractionsStatus", "b"), {});
  client.setQueryData(key("extractionsListMine"), {});
  client.setQueryData(key("graphGet"), {});
});
afterEach(() => {
  hints.stop();
  vi.useRealTimers();
});

test("a job that changed is fetched again, and the lists; others aren't", () => {
  hints.jobs([hint("a")]);
  vi.advanceTimersByTime(400);
  expect(stale("extractionsStatus", "a")).toBe(true);
  expect(stale("extractionsListMine")).toBe(true);
  expect(stale("extractionsStatus", "b")).toBe(false);
  expect(stale("graphGet")).toBe(false);
});

test("many hints are one look", () => {
  const invalidate = vi.spyOn(client, "invalidateQueries");
  for (let n = 0; n < 50; n++) hints.jobs([hint("a", { progress: n })]);
  vi.advanceTimersByTime(400);
  expect(invalidate).toHaveBeenCalledTimes(2); // the job's own, and the lists
});

test("results are fetched again when a job ends", () => {
  hints.jobs([hint("a", { status: "completed" })]);
  vi.advanceTimersByTime(400);
  expect(stale("graphGet")).toBe(true);
});

test("files of another tab are looked for", () => {
  client.setQueryData(key("filesListMine"), {});
  hints.projects([{ id: "p", changed: ["files"] }]);
  vi.advanceTimersByTime(400);
  expect(stale("filesListMine")).toBe(true);
  expect(stale("extractionsListMine")).toBe(false);
});

test("after hello everything is", () => {
  hints.all();
  expect(stale("extractionsStatus", "b")).toBe(true);
});
