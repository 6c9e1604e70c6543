import { useNow } from "@/lib/now";

import type { JobWatch, Watched } from "./useJob";

/**
 * What the server's clock shows now, in milliseconds: the reader's may be minutes off, and "last
 * event 3 s ago" would lie. A running job's answer says both when it started and for how long it has
 * been running.
 */
export function useServerNow(job: Watched, toldAt: number): number {
  const now = useNow();
  if (job.status !== "running" || job.started_at === null || job.elapsed_seconds === null) {
    return now;
  }
  const then = new Date(job.started_at).getTime() + job.elapsed_seconds * 1000;
  return then + Math.max(0, now - toldAt);
}

/** For how long it has been running, or ran, in seconds; null before it has started. */
export function useElapsedSeconds({
  job,
  toldAt,
}: {
  job: Watched;
  toldAt: number;
}): number | null {
  const now = useServerNow(job, toldAt);
  if (job.status !== "running" || job.started_at === null) return job.elapsed_seconds;
  return secondsBetween(job.started_at, now);
}

export function secondsBetween(from: string, to: number | string): number {
  return Math.max(0, (new Date(to).getTime() - new Date(from).getTime()) / 1000);
}

export type Shown = Pick<JobWatch, "toldAt"> & { job: Watched };
