import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { extractionListsLinesOptions } from "@/api/generated/@tanstack/react-query.gen";
import { usePolling } from "@/live/LiveProvider";
import { useMe } from "@/shell/me";

/** As many as are looked after; more are only counted. */
export const MOST_ACTIVE = 20;

/** One's own jobs that run or wait, newest first. */
export function useMyActiveJobs() {
  return useQuery({
    ...extractionListsLinesOptions({
      query: { status: ["running", "pending"], created_by: useMe().id, limit: MOST_ACTIVE },
    }),
    refetchInterval: usePolling(true),
    placeholderData: keepPreviousData,
  });
}
