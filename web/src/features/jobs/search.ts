import type { Priority, Status } from "@/api/generated";

/** What a list of jobs shows, as the address has it. */
export interface JobsSearch {
  status?: Status;
  search?: string;
  sort?: JobSort;
  priority?: Priority;
  extractor?: string;
  /** Only those with failed items. */
  partial?: boolean;
}

export const STATES = [
  "pending",
  "running",
  "completed",
  "failed",
  "cancelled",
] as const satisfies Status[];
export const SORTS = ["newest", "oldest", "priority", "longest"] as const;
export type JobSort = (typeof SORTS)[number];
export const PRIORITIES = ["urgent", "normal", "low"] as const satisfies Priority[];

function oneOf<T extends string>(values: readonly T[], given: unknown): T | undefined {
  return values.find((value) => value === given);
}

function words(given: unknown): string | undefined {
  return typeof given === "string" && given !== "" ? given : undefined;
}

export function jobsSearch(given: Record<string, unknown>): JobsSearch {
  return {
    status: oneOf(STATES, given.status),
    search: words(given.search),
    sort: oneOf(SORTS, given.sort),
    priority: oneOf(PRIORITIES, given.priority),
    extractor: words(given.extractor),
    partial: given.partial === true ? true : undefined,
  };
}

/** The orders that a list of this state has: waiting and running jobs alone have a place in line and
 * a time so far. */
export function sortsOf(status: Status | undefined): readonly JobSort[] {
  return status === "pending" || status === "running" ? SORTS : ["newest", "oldest"];
}
