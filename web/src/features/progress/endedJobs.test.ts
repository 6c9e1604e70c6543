import { expect, test } from "vitest";

import type { JobDetails } from "@/api/generated";

import { EndedJobs } from "./endedJobs";

const ENDED = "2026-03-01T07:00:00Z";
const AT = new Date(ENDED).getTime();
const job = (more: Partial<JobDetails> = {}) =>
  ({ id: "a", attempt: 1, status: "completed", completed_at: ENDED, ...more }) as JobDetails;

test("what was active and isn't any more has gone", () => {
  const jobs = new EndedJobs();
  expect(jobs.gone(["a", "b"], true)).toEqual([]);
  expect(jobs.gone(["b", "c"], true)).toEqual(["a"]);
  expect(jobs.gone([], true)).toEqual(["b", "c"]);
});

test("what newer jobs push out of a full list hasn't gone", () => {
  const jobs = new EndedJobs();
  jobs.gone(["a", "b"], false);
  expect(jobs.gone(["c", "d"], false)).toEqual([]);
  expect(jobs.gone(["a", "d"], true)).toEqual(["c", "b"]);
});

test("an end is told once, and another attempt's end again", () => {
  const jobs = new EndedJobs();
  expect(jobs.isNews(job(), true, AT)).toBe(true);
  expect(jobs.isNews(job(), true, AT)).toBe(false);
  expect(jobs.isNews(job({ attempt: 2 }), true, AT)).toBe(true);
});

test("a quick job is told, an old one's change isn't", () => {
  const jobs = new EndedJobs();
  expect(jobs.isNews(job({ id: "old" }), false, AT + 3_600_000)).toBe(false);
  expect(jobs.isNews(job({ id: "quick" }), false, AT + 1000)).toBe(true);
  expect(jobs.isNews(job({ id: "slow" }), true, AT + 3_600_000)).toBe(true);
});

test("an active job hasn't ended", () => {
  expect(new EndedJobs().isNews(job({ status: "running" }), true, AT)).toBe(false);
});
