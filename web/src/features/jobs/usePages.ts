import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import type { JobLine, LinesView } from "@/api/generated";
import {
  extractionListsCountsOptions,
  extractionListsLinesOptions,
} from "@/api/generated/@tanstack/react-query.gen";
import { usePolling } from "@/live/LiveProvider";

import type { Filter } from "./filter";
import type { JobSort } from "./search";

export const PAGE = 100;

/** Where a list ends when it grows at its head: jobs made from this moment on aren't in it. */
export type Before = string | undefined;

interface Rows {
  /** A job, or undefined while its page is on its way. */
  job: (at: number) => JobLine | undefined;
  ids: () => (string | undefined)[];
  count: number;
  isPending: boolean;
  error: unknown;
  refetch: () => void;
}

/**
 * The rows of a list of any length, of which only the pages in sight are fetched, and fetched again
 * when something changes: with 10,000 jobs a change costs as much as with 100.
 */
export function usePages(
  filter: Filter,
  sort: JobSort,
  before: Before,
  first: number,
  last: number,
): Rows {
  const bounded = { ...filter, created_before: before };
  const polling = usePolling(true);
  const total = useQuery({
    // without the bound, for which nobody keeps counters: the few that came since make no difference
    ...extractionListsCountsOptions({ query: filter }),
    placeholderData: keepPreviousData,
    refetchInterval: polling,
  });
  const pages = inSight(first, last);
  const answers = useQueries({
    queries: pages.map((page) => {
      const query = { ...bounded, sort, limit: PAGE, offset: page * PAGE };
      const options = extractionListsLinesOptions({ query });
      return {
        ...options,
        // the same rows, until they are there under another bound
        placeholderData: (
          jobs: LinesView | undefined,
          before?: { queryKey: typeof options.queryKey },
        ) => (before?.queryKey[0].query?.offset === query.offset ? jobs : undefined),
        refetchInterval: polling,
      };
    }),
  });
  const jobs = useMemo(() => {
    const found = new Map<number, JobLine>();
    answers.forEach(({ data }, nth) =>
      data?.jobs.forEach((job, at) => found.set((pages[nth] ?? 0) * PAGE + at, job)),
    );
    return found;
  }, [answers, pages]);
  const tail = answers.at(-1)?.data;
  const end = (pages.at(-1) ?? 0) * PAGE + (tail?.jobs.length ?? 0);
  // where counting stopped early, the list grows as one scrolls
  const atLeast = tail?.next ? end + PAGE : end;
  const count = tail?.next === null ? end : Math.max(countOf(total.data, filter), atLeast);
  return {
    job: (at) => jobs.get(at),
    ids: () => Array.from({ length: count }, (_, at) => jobs.get(at)?.id),
    count,
    isPending: answers.every(({ isPending }) => isPending),
    error: answers.find(({ error }) => error !== null)?.error ?? null,
    refetch: () => answers.forEach((answer) => void answer.refetch()),
  };
}

/** The pages of the rows first..last. */
export function inSight(first: number, last: number): number[] {
  const from = Math.floor(first / PAGE);
  const to = Math.floor(Math.max(first, last) / PAGE);
  return Array.from({ length: to - from + 1 }, (_, nth) => from + nth);
}

interface Counts {
  total: { jobs: number };
  by_status: Record<string, { jobs: number }>;
}

/** How many jobs fit, at least. */
function countOf(counts: Counts | undefined, filter: Filter): number {
  if (counts === undefined) return 0;
  if (filter.status === undefined) return counts.total.jobs;
  return filter.status.reduce((sum, status) => sum + (counts.by_status[status]?.jobs ?? 0), 0);
}
