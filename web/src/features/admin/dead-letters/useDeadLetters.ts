import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";

import { deadLettersListMine } from "@/api/generated";
import { deadLettersListMineInfiniteQueryKey } from "@/api/generated/@tanstack/react-query.gen";
import { refresh } from "@/api/queries";
import { useJobHints, usePolling } from "@/live/LiveProvider";
import type { JobHint } from "@/live/messages";

import type { DeadLettersSearch } from "../search";

const AT_ONCE = 50;

/** The jobs that failed for good, newest first; a retried one leaves the list. */
export function useDeadLetters(search: DeadLettersSearch) {
  const client = useQueryClient();
  const query = { ...search, limit: AT_ONCE };
  const pages = useInfiniteQuery({
    queryKey: deadLettersListMineInfiniteQueryKey({ query }),
    queryFn: async ({ pageParam, signal }) =>
      (await deadLettersListMine({ query: { ...query, cursor: pageParam }, signal })).data,
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    refetchInterval: usePolling(true),
  });
  const letters = useMemo(
    () => pages.data?.pages.flatMap(({ dead_letters }) => dead_letters),
    [pages.data],
  );
  useJobHints(
    useCallback(
      (hints: readonly JobHint[]) => {
        const listed = new Set(letters?.map(({ job }) => job.id));
        if (hints.some(({ id, status }) => listed.has(id) && status !== "failed"))
          void refresh(client, "deadLettersListMine");
      },
      [client, letters],
    ),
  );
  return { ...pages, letters };
}
