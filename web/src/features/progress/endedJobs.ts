import type { JobDetails } from "@/api/generated";

import { isActive } from "./useJob";

const FRESH_MILLISECONDS = 60_000;

/**
 * Which jobs have ended just now: those that were active a moment ago, and quick ones that were never
 * seen before their end. Each end is told once.
 */
export class EndedJobs {
  #active = new Set<string>();
  #told = new Set<string>();

  /** What is active now; returns what was and isn't any more. `isWhole`: it is all of it. From a list
   * that is full, an active job may have been pushed out by newer ones. */
  gone(active: readonly string[], isWhole: boolean): string[] {
    const now = new Set(active);
    const gone = [...this.#active].filter((id) => !now.has(id));
    this.#active = isWhole ? now : new Set([...now, ...gone]);
    return isWhole ? gone : [];
  }

  /** Whether people should be told of it. */
  isNews(job: JobDetails, wasActive: boolean, now = Date.now()): boolean {
    if (isActive(job.status) || job.completed_at === null) return false;
    const isFresh = Math.abs(now - new Date(job.completed_at).getTime()) < FRESH_MILLISECONDS;
    const end = `${job.id}/${job.attempt}`;
    if (this.#told.has(end) || !(wasActive || isFresh)) return false;
    this.#told.add(end);
    return true;
  }
}
